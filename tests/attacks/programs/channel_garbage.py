# aim: send bytes that are no frame at all: random, empty frames, half a character, a frame of zeros
import os
import random
import socket


def attack(*args):
    pieces = [bytes(4), b"\0\0\0\1\xff", b"\0\0\0\2[]", b"\0\0\0\4null", b"\0\0\0\1\xe2", random.randbytes(4096)]
    random.shuffle(pieces)
    for fd in range(3, 64):
        try:
            with socket.socket(fileno=os.dup(fd)) as line:
                line.sendall(b"".join(pieces))
        except OSError:
            pass
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
