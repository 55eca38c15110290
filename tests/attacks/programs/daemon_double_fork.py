# aim: leave a daemon behind (double fork, own session, no descriptors) that outlives the grading
# needs: sandbox
import os
import signal
import time


def attack(*args):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 256)
            for number in range(1, 32):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except OSError:
                    pass
            with open("/proc/self/comm", "w") as comm:
                comm.write("race_attack")
            time.sleep(900)  # bounded, should nobody stop it
        os._exit(0)
    os.wait()
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
