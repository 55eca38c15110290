# aim: hang in the kernel (state D) behind a vfork whose child never goes on, so that the process never looks idle
import ctypes
import platform
import signal

VFORK = {"x86_64": 58}.get(platform.machine())


def attack(*args):
    libc = ctypes.CDLL(None)
    if VFORK is not None and libc.syscall(VFORK) == 0:
        while True:
            libc.pause()
    signal.pause()


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
