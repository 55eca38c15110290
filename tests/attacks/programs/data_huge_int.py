# aim: return integers that take minutes to print or to read, and their like
import fractions


def double(x):
    return 1 << 400_000_000


def join(parts):
    return fractions.Fraction(1, 1 << 10_000_000)


def apply_all(func, items):
    return [10**1200 for _ in range(3000)]


def refuse(x):
    return -(1 << 4096)


class Tally:
    total = 1 << 100_000_000

    def add(self, n):
        return complex(n, float("inf"))
