# aim: take every port and the names of abstract sockets, so that later checks and others find none
# needs: sandbox
import socket

KEPT = []


def attack(*args):
    for port in range(65_535, 1023, -1):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            line = socket.socket(socket.AF_INET, kind)
            try:
                line.bind(("127.0.0.1", port))
                KEPT.append(line)
            except OSError:
                line.close()
                if len(KEPT) > 200 and not can_open():
                    return 0
    return 0


def can_open():
    try:
        socket.socket().close()
        return True
    except OSError:
        return False


double = join = apply_all = refuse = Tally = attack
