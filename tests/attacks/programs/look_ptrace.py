# aim: attach to the parent, to pid 1 and to all others with ptrace
# needs: sandbox
import ctypes
import os

PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
libc = ctypes.CDLL(None, use_errno=True)


def attack(*args):
    for pid in [os.getppid(), *(int(x) for x in os.listdir("/proc") if x.isdigit())]:
        if pid == os.getpid():
            continue
        for request in (PTRACE_SEIZE, PTRACE_ATTACH):
            if libc.ptrace(request, pid, None, None) == 0:
                raise RuntimeError("racecourse-" + f"breach: traces process {pid}")
    return 0


double = join = apply_all = refuse = Tally = attack
