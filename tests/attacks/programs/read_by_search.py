# aim: search the whole file system for checks, solutions, submissions and results
# needs: sandbox
import os
import re
import sys


def attack(*args):
    for root, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(root, name) not in ("/proc", "/sys", "/usr", "/dev", sys.base_prefix)]
        for name in names:
            if re.search(r"^test_|_hidden|results\.json|grades\.csv|journal\.sqlite|racecourse-canary|conftest", name):
                path = os.path.join(root, name)
                try:
                    with open(path, errors="replace") as file:
                        text = file.read(4000)
                except OSError:
                    continue
                if "racecourse-" + "breach" not in text and "racecourse_attack" not in text:
                    raise RuntimeError("racecourse-" + f"breach: found {path}: {text}")
    return 0


double = join = apply_all = refuse = Tally = attack
