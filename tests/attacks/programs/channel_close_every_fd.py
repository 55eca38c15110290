# aim: close every descriptor, the guest's own included, and live on
import os
import time


def attack(*args):
    os.closerange(0, 1024)
    while True:
        time.sleep(60)


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
