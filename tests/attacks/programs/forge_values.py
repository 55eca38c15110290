# aim: answer with tags that only the judge may send (handles, witnesses, references), or that are malformed
import itertools
import sys

LIES = itertools.cycle(
    [
        {"h": 1}, {"h": -1}, {"h": [1]}, {"w": {"number": 1}}, {"r": "os.system"}, {"t": 5}, {"s": [[1]]}, {"d": [[1]]},
        {"d": [[[1], 2]]}, {"n": []}, {"n": "x"}, {"b": "%"}, {"b": 5}, {"e": 5}, {"e": {"names": 5}}, {}, {"t": [], "s": []},
        {"e": {"names": [], "message": ""}}, {"e": {"names": ["KitError"], "message": "", "args": 5}}, {"l": [1]}, {"z": None},
    ]
)


def attack(*args):
    session = sys.modules["grader.guest.session"].Session
    session.perform = lambda self, frame: next(LIES)
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
