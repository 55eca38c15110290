# aim: fork in a call and let both processes answer it, so that a wrong answer is followed by others
import os


def attack(*args):
    for _ in range(3):
        os.fork()
    return os.getpid()


double = join = apply_all = refuse = Tally = attack
