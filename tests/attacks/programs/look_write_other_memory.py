# aim: write into /proc/<ppid>/mem, to change the fork server for the checks that come later
# needs: sandbox
import os


def attack(*args):
    for pid in (os.getppid(), 1):
        try:
            with open(f"/proc/{pid}/mem", "r+b", 0):
                raise RuntimeError("racecourse-" + f"breach: may write the memory of process {pid}")
        except OSError:
            pass
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
