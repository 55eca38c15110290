# aim: tell of exceptions by the names of the kit's own, or that no constructor takes, in forged error frames
import itertools
import sys

TOLD = itertools.cycle(
    [
        {"names": ["Inconclusive", "Exception"], "message": "noise"},
        {"names": ["KitError", "Exception"], "message": "the sandbox is missing"},
        {"names": ["Skipped", "OutcomeException"], "message": "skipped"},
        {"names": ["Exit", "SystemExit", "KeyboardInterrupt"], "message": "stop", "args": [0]},
        {"names": ["UnicodeDecodeError", "ValueError"], "message": "", "args": ["utf-8", {"b": ""}, 10**300, 0, "x"]},
        {"names": ["ExceptionGroup", "Exception"], "message": "", "args": ["x", [{"e": {"names": [], "message": ""}}]]},
        {"names": ["SyntaxError"], "message": "", "args": ["m", ["/etc/passwd", 10**300, -1, None]]},
        {"names": ["OSError"], "message": "", "args": [10**300, "x", "/etc/passwd"]},
        {"names": ["StopIteration"], "message": "", "args": []},
        {"names": ["x" * 100_000] * 8, "message": "m" * 900_000, "traceback": "t" * 1_000_000, "planned": True},
        {"names": "ValueError", "message": 5},
        5,
    ]
)


def attack(*args):
    session = sys.modules["grader.guest.session"].Session

    def answer(self, frame):
        self._send({"op": "error", "id": frame["id"], "error": next(TOLD)})

    session._answer = answer
    return 0


for _ in range(__import__("random").randrange(12)):
    next(TOLD)
attack()
double = join = apply_all = refuse = Tally = attack
