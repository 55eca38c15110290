# aim: starve the guest's other threads: no switch for a day, no collection, many spinning threads
import gc
import sys
import threading


def spin():
    while True:
        pass


def attack(*args):
    sys.setswitchinterval(86_400)
    gc.disable()
    for _ in range(20):
        threading.Thread(target=spin, daemon=True).start()
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
