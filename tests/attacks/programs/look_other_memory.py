# aim: read /proc/<pid>/mem, environ and descriptors of the parent and of every process in sight
# needs: sandbox
import os


def attack(*args):
    me = os.getpid()
    for pid in [os.getppid(), *(int(x) for x in os.listdir("/proc") if x.isdigit())]:
        if pid == me or pid in THREADS:
            continue
        for name in ("mem", "environ", "auxv", "maps", "stack"):
            try:
                with open(f"/proc/{pid}/{name}", "rb", 0) as file:
                    if name == "mem":
                        file.seek(0x400000)
                    data = file.read(64)
            except OSError:
                continue
            if data:
                raise RuntimeError("racecourse-" + f"breach: read {name} of process {pid}: {data!r}")
        try:
            for fd in os.listdir(f"/proc/{pid}/fd"):
                os.open(f"/proc/{pid}/fd/{fd}", os.O_RDWR | os.O_NONBLOCK)
                raise RuntimeError("racecourse-" + f"breach: opened descriptor {fd} of process {pid}")
        except OSError:
            pass
    return 0


THREADS = {int(x) for x in os.listdir("/proc/self/task")}
double = join = apply_all = refuse = Tally = attack
