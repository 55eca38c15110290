# aim: answer the judge's requests for stacks, loading and collection with values of the wrong type
import sys
import time


def attack(*args):
    session = sys.modules["grader.guest.session"].Session

    def perform(self, frame):
        if frame["op"] == "stacks":
            return {"stacks": [1, 2, {"h": 7}]}
        if frame["op"] in ("load", "collect", "new"):
            return "yes"
        while True:
            time.sleep(60)

    session.perform = perform
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
