# aim: hang not in the call but after it: in a finaliser, in stdout's flush, in a trace function, in an encoder
import sys
import time


class Clot:
    def __del__(self):
        time.sleep(10**6)

    def write(self, text):
        time.sleep(10**6)

    def flush(self):
        time.sleep(10**6)


def attack(*args):
    sys.stdout = sys.stderr = Clot()
    return Clot()


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
