# aim: outrun the sweeper: each process forks a successor and ends, so that no pid lives long enough to be killed
# needs: sandbox
import os
import time


def attack(*args):
    if os.fork() == 0:
        os.setsid()
        end = time.monotonic() + 60  # bounded, should nobody stop it
        while time.monotonic() < end:
            if os.fork():
                os._exit(0)
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
