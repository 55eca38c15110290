# aim: print in a loop in many small pieces, with sleeps, so that neither size nor silence ends it
import time


def attack(*args):
    while True:
        print("still alive", flush=True)
        time.sleep(0.004)


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
