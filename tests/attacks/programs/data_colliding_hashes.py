# aim: return sets and dicts of integers with one and the same hash, which take the judge hours to build
import sys

STEP = sys.hash_info.modulus


class Numbers:
    """Stands for a set that the guest itself never has to build."""


def forge(value, *rest):
    return {"s": [STEP * n for n in range(1, 150_000)]}


def attack(*args):
    sys.modules["grader.wire"].encode = forge
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
