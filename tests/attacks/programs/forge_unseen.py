# aim: report exceptions "of a thread" in every malformed way, thousands of them
import sys


def attack(*args):
    wire = sys.modules["grader.wire"]
    session = next(x for x in __import__("gc").get_objects() if type(x).__name__ == "Session")
    for error in (
        {"names": ["NotImplementedError"], "message": "TODO"},
        {"names": ["UnicodeDecodeError"], "message": "", "args": ["utf-8", {"b": ""}, 10**300, 0, "x"]},
        {"names": ["Inconclusive"], "message": "noise", "planned": True},
    ):
        for _ in range(2000):
            session._send({"op": "unseen", "error": error})
    wire.pack = lambda frame: b"\0\0\0\2{}"
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
