# aim: change target.py, workloads.py and the kit's own files on the disk, for the checks that come later
# needs: sandbox
import os
import sys

import workloads

TEXT = "\nprint('racecourse-' + 'breach: a file that was changed from inside ran')\n"


def attack(*args):
    files = [__file__, workloads.__file__]
    files += [m.__file__ for n, m in list(sys.modules.items()) if n.startswith("grader") and getattr(m, "__file__", None)]
    for path in files:
        for action in (append, replace):
            try:
                action(path)
            except OSError:
                pass
    return 0


def append(path):
    with open(path, "a") as file:
        file.write(TEXT)


def replace(path):
    os.chmod(os.path.dirname(path), 0o777)
    twin = path + ".racecourse_attack"
    with open(twin, "w") as file:
        file.write(TEXT)
    os.replace(twin, path)


double = join = apply_all = refuse = Tally = attack
