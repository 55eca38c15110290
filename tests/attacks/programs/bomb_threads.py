# aim: start threads until the machine has none left (at most 20,000 here)
# needs: sandbox
import threading
import time


def attack(*args):
    for _ in range(20_000):
        try:
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        except RuntimeError:
            break
    raise NotImplementedError("TODO")


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
