# aim: burn a little CPU all the time, too little for an endless loop and too much for silence, to get "inconclusive"
import time


def attack(*args):
    while True:
        end = time.thread_time() + 0.0012
        while time.thread_time() < end:
            pass
        time.sleep(0.012)


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
