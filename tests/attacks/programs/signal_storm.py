# aim: interrupt the guest's main thread with timers and signals at every moment
import os
import signal
import threading


def strike(*args):
    raise NotImplementedError("TODO: later")


def attack(*args):
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, strike)
        except (OSError, ValueError):
            pass
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    threading.Thread(target=lambda: [os.kill(os.getpid(), signal.SIGUSR1) for _ in range(10**5)], daemon=True).start()
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
