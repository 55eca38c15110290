# aim: return a wrong answer that is as long as the bounds allow and very slow to compare with the right one
import random


def join(parts):
    right = "-".join(parts)
    text = list(right * (200_000 // max(1, len(right)) + 1))
    random.shuffle(text)
    return "".join(text)[:900_000]


def apply_all(func, items):
    return [[random.random() for _ in range(20)] for _ in range(8000)]


def double(x):
    return [str(random.random()) * 5 for _ in range(30_000)]


def attack(*args):
    return "\n".join(str(random.randrange(10)) * 3 for _ in range(200_000))


refuse = attack


class Tally:
    add = attack
    total = property(attack)
