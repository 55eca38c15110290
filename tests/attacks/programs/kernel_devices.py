# aim: open or make devices: the disk, memory, loop, fuse, kvm
# needs: sandbox
import os
import stat


def attack(*args):
    harmless = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "stdin", "stdout", "stderr", "fd", "shm", "pts", "core", "mqueue"}
    extra = set(os.listdir("/dev")) - harmless - {name for name in os.listdir("/dev") if name.startswith("racecourse")}
    if extra:
        raise RuntimeError("racecourse-" + f"breach: devices {sorted(extra)[:10]}")
    for place in ("/tmp", "/dev", "/dev/shm"):
        try:
            os.mknod(f"{place}/racecourse_attack_disk", 0o600 | stat.S_IFBLK, os.makedev(254, 0))
            raise RuntimeError("racecourse-" + f"breach: made a device in {place}")
        except OSError:
            pass
    return 0


double = join = apply_all = refuse = Tally = attack
