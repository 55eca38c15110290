# aim: hide workers from the kit: threads of C, other sessions, orphans, a changed name, a parent of their own
# needs: sandbox
import ctypes
import os
import subprocess
import sys

SLEEPER = "import time, os; os.setsid() if os.getpid() != os.getsid(0) else 0; time.sleep(900)"


def attack(*args):
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # child subreaper
    ctypes.CDLL(None).prctl(15, b"race_attack", 0, 0, 0)  # name
    for _ in range(3):
        subprocess.Popen(
            [sys.executable, "-c", SLEEPER], start_new_session=True, close_fds=True, stdin=-3, stdout=-3, stderr=-3
        )
    return 0


double = join = apply_all = refuse = Tally = attack
