# aim: return texts, bytes, lists and messages of hundreds of megabytes
def double(x):
    return "x" * 60_000_000


def join(parts):
    raise RuntimeError("y" * 60_000_000)


def apply_all(func, items):
    return [None] * 3_000_000


def refuse(x):
    return b"z" * 60_000_000


Tally = refuse
