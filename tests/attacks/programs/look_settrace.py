# aim: trace the guest's own lines, to steal the frames that it reads and to change what it returns
import sys
import threading

SEEN = []


def trace(frame, event, arg):
    frame.f_trace_opcodes = True
    for name, value in list(frame.f_locals.items()):
        if name in ("frame", "reply", "body", "header"):
            SEEN.append(value)
            if isinstance(value, dict) and value.get("op") == "error":
                value.clear()
                value.update(op="result", id=1, value=True)
    return trace


def attack(*args):
    threading.settrace(trace)
    threading.setprofile(trace)
    sys.settrace(trace)
    sys.setprofile(trace)
    frame = sys._getframe()
    while frame:
        frame.f_trace = trace
        frame = frame.f_back
    raise NotImplementedError("TODO")


double = join = apply_all = refuse = Tally = attack
