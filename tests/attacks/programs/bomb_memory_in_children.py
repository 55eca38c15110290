# aim: fill the memory from many processes, each below any limit of its own (8 GiB in all at most)
# needs: sandbox
import os
import time


def attack(*args):
    for _ in range(32):
        try:
            child = os.fork()
        except OSError:
            break
        if child == 0:
            try:
                kept = bytearray(b"x") * (256 << 20)
                time.sleep(20 if kept else 0)
            finally:
                os._exit(0)
    os.wait()
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


Tally = attack
double = join = apply_all = refuse = todo
