# aim: return NaN, infinities, minus zero, True for 1 and floats for integers
import itertools

VALUES = itertools.cycle([float("nan"), float("inf"), -0.0, True, float("-inf"), 1e308])


def attack(*args):
    return next(VALUES)


double = join = refuse = attack


def apply_all(func, items):
    return [next(VALUES) for _ in items]


class Tally:
    total = float("nan")

    def add(self, n):
        return n * float("nan")
