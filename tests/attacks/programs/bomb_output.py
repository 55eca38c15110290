# aim: flood standard output and standard error with two gigabytes
import os


def attack(*args):
    page = b"racecourse_attack " * 58_000
    for _ in range(1000):
        os.write(1, page)
        os.write(2, page)
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
