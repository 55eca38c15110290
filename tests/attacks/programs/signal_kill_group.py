# aim: kill the whole process group, the judge with it
# needs: sandbox
import os
import signal


def attack(*args):
    os.killpg(0, signal.SIGKILL)


if os.readlink("/proc/self/ns/pid") != "@PIDNS@":  # only in a box: outside it would hit the machine's own
    attack()
double = join = apply_all = refuse = Tally = attack
