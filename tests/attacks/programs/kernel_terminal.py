# aim: type into the TA's terminal (TIOCSTI, TIOCLINUX) and write on it behind the kit's back
# needs: sandbox
import fcntl
import os

TIOCSTI, TIOCLINUX = 0x5412, 0x541C


def attack(*args):
    for path in ("/dev/tty", "/dev/console", "/proc/self/fd/0", "/proc/self/fd/1", "/proc/self/fd/2"):
        try:
            file = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError:
            continue
        for request in (TIOCSTI, TIOCLINUX):
            try:
                fcntl.ioctl(file, request, b"#")
                raise RuntimeError("racecourse-" + f"breach: typed into {path}")
            except OSError:
                pass
        if os.isatty(file):
            raise RuntimeError("racecourse-" + f"breach: a terminal at {path}")
    return 0


double = join = apply_all = refuse = Tally = attack
