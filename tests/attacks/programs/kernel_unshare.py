# aim: make namespaces of my own, in which I am root, with unshare, clone, clone3 and setns
# needs: sandbox
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
FLAGS = {"user": 0x10000000, "mount": 0x20000, "net": 0x40000000, "pid": 0x20000000, "ipc": 0x8000000, "uts": 0x4000000, "cgroup": 0x2000000}


def attack(*args):
    for name, flag in FLAGS.items():
        if libc.unshare(flag) == 0:
            raise RuntimeError("racecourse-" + f"breach: unshare of a {name} namespace")
        child = libc.syscall(56, flag | 17, None, None, None, None)  # clone
        if child == 0:
            os._exit(0)
        if child > 0:
            raise RuntimeError("racecourse-" + f"breach: clone with a new {name} namespace")
        packed = (ctypes.c_uint64 * 11)(flag, 0, 0, 0, 17)
        child = libc.syscall(435, ctypes.byref(packed), 88)  # clone3
        if child == 0:
            os._exit(0)
        if child > 0:
            raise RuntimeError("racecourse-" + f"breach: clone3 with a new {name} namespace")
    for name in os.listdir("/proc/self/ns"):
        for pid in (1, os.getppid()):
            try:
                file = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY)
            except OSError:
                continue
            if libc.setns(file, 0) == 0:
                raise RuntimeError("racecourse-" + f"breach: setns to {name} of {pid}")
    return 0


double = join = apply_all = refuse = Tally = attack
