# aim: read what the kit was started with: environment, arguments, mounts, open files, cgroup
# needs: sandbox
import os

PLACES = "@PLACES@".split("|")


def attack(*args):
    told = dict(os.environ).__repr__()
    for name in ("cmdline", "environ", "mountinfo", "cgroup", "stat"):
        for pid in ("self", "1", str(os.getppid())):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    told += repr(file.read())
            except OSError:
                pass
    for place in PLACES[:2]:
        if os.path.dirname(place) in told:
            raise RuntimeError("racecourse-" + "breach: the guest knows of " + os.path.dirname(place))
    return 0


double = join = apply_all = refuse = Tally = attack
