# aim: become root: setuid and its kin, capabilities, set-uid programs (su, mount, sudo, newuidmap)
# needs: sandbox
import ctypes
import os
import subprocess

libc = ctypes.CDLL(None, use_errno=True)


def attack(*args):
    with open("/proc/self/status") as status:
        told = dict(line.split(":\t", 1) for line in status if ":\t" in line)
    if int(told["CapEff"], 16) or int(told["CapBnd"], 16) or told["NoNewPrivs"].strip() != "1":
        raise RuntimeError("racecourse-" + f"breach: capabilities {told['CapEff']} {told['CapBnd']}, no_new_privs {told['NoNewPrivs']}")
    for call in (os.setuid, os.setgid, os.seteuid, os.setegid):
        if os.getuid() != 0:
            try:
                call(0)
                raise RuntimeError("racecourse-" + f"breach: {call.__name__}(0)")
            except OSError:
                pass
    for command in (["su", "-c", "id -u"], ["sudo", "-n", "id", "-u"], ["mount", "-t", "tmpfs", "x", "/tmp"], ["newuidmap", "1", "0", "0", "1"], ["pkexec", "id", "-u"]):
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=5)
        except (OSError, subprocess.SubprocessError):
            continue
        if done.returncode == 0:
            raise RuntimeError("racecourse-" + f"breach: {command} worked: {done.stdout!r}")
    return 0


double = join = apply_all = refuse = Tally = attack
