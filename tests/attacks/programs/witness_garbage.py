# aim: dial the judge's callback socket by hand with garbage, wrong keys, other numbers and lies about who calls
import json
import socket


def apply_all(func, items):
    told = getattr(func, "_told", {})
    for frame in (
        {"witness": told.get("number"), "key": "wrong", "step": "call", "args": [], "pid": 1, "thread": 1},
        {"witness": 10**300, "key": told.get("key"), "step": "call", "args": [], "pid": 1, "thread": 1},
        {"witness": [], "key": told.get("key"), "step": "call", "args": [], "pid": 1, "thread": 1},
        {"witness": told.get("number"), "key": told.get("key"), "step": "__class__", "args": [1], "pid": "x", "thread": None},
        {"witness": told.get("number"), "key": told.get("key"), "step": "end", "args": [{"e": 5}], "pid": 1, "thread": 1},
        {"witness": told.get("number"), "key": told.get("key"), "args": [{"t": {"x": 1}}, {"h": 1}], "pid": 1e300, "thread": 1},
        {"witness": told.get("number"), "key": told.get("key"), "args": [{"e": TRAP}], "pid": 1, "thread": 1},
        {"op": "result", "id": 1, "value": 0},
        [],
    ):
        body = json.dumps(frame).encode()
        for data in (len(body).to_bytes(4, "big") + body, body, b"\xff" * 9, b""):
            try:
                with dial(told) as line:
                    line.sendall(data)
                    line.settimeout(0.02)
                    line.recv(10)
            except (OSError, KeyError):
                pass
    return [0 for _ in items]


TRAP = {"names": ["UnicodeDecodeError"], "message": "", "args": ["utf-8", {"b": ""}, 10**300, 0, "x"]}


def dial(told):
    kind, *address = told["address"]
    line = socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET)
    line.connect(address[0] if kind == "unix" else tuple(address))
    return line


def attack(*args):
    raise NotImplementedError("TODO")


double = join = refuse = Tally = attack
