# aim: stop the own process: it neither ends nor runs, and no clock of its CPU time moves
import os
import signal


def attack(*args):
    os.kill(os.getpid(), signal.SIGSTOP)
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
