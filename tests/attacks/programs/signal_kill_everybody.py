# aim: kill every process that this user may kill
# needs: sandbox
import os
import signal


def attack(*args):
    if os.readlink("/proc/self/ns/pid") != "@PIDNS@":  # only in a box: outside it would hit the machine's own
        os.kill(-1, signal.SIGKILL)
    os.abort()


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
