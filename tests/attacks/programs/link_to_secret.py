# aim: hand in links to hidden checks, to the root folder and to a folder above, to be copied or walked
# place: symlink notes.py -> @SECRET@
# place: symlink workloads.py -> @SECRET@
# place: symlink everything -> /
# place: symlink up -> ..
import os
import sys


def attack(*args):
    here = os.path.dirname(os.path.abspath(__file__))
    for name in ("notes.py", "workloads.py"):
        for folder in (here, *sys.path):
            try:
                with open(os.path.join(folder, name)) as file:
                    print(file.read(), flush=True)
            except OSError:
                pass
    return 0


double = join = apply_all = refuse = Tally = attack
