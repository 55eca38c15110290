# aim: spread an endless loop over processes that each live a moment, so that no living one has used much CPU
import os


def attack(*args):
    while True:
        if (child := os.fork()) == 0:
            sum(range(20_000))
            os._exit(0)
        os.waitpid(child, 0)


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
