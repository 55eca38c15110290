# aim: write /proc/sys and /sys as root: core_pattern, hostname, and whatever else lets itself be opened
# needs: sandbox
import os

VALUES = {
    "/proc/sys/kernel/core_pattern": "core.racecourse_attack",
    "/proc/sys/kernel/hostname": "racecourse-attack",
    "/proc/sys/kernel/domainname": "racecourse-attack",
}
OTHERS = ("/proc/sysrq-trigger", "/proc/sys/vm/drop_caches", "/proc/sys/kernel/modprobe", "/proc/sys/fs/binfmt_misc/register", "/sys/power/state", "/proc/kcore", "/dev/mem", "/dev/kmsg", "/sys/kernel/uevent_helper")


def attack(*args):
    for path, value in VALUES.items():
        try:
            with open(path, "w") as file:
                file.write(value)
            raise RuntimeError("racecourse-" + f"breach: wrote {path}")
        except OSError:
            pass
    for path in OTHERS:
        try:
            os.close(os.open(path, os.O_WRONLY))
            raise RuntimeError("racecourse-" + f"breach: may write {path}")
        except OSError:
            pass
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
