# aim: open sockets that speak to the kernel or to the machine below: raw, packet, netlink, vsock, alg, bluetooth
# needs: sandbox
import socket


def attack(*args):
    opened = []
    for family, kind, protocol in (
        ("AF_PACKET", socket.SOCK_RAW, 768),
        ("AF_INET", socket.SOCK_RAW, 1),
        ("AF_INET6", socket.SOCK_RAW, 58),
        ("AF_ALG", socket.SOCK_SEQPACKET, 0),
        ("AF_VSOCK", socket.SOCK_STREAM, 0),
        ("AF_BLUETOOTH", socket.SOCK_STREAM, 3),
        ("AF_CAN", socket.SOCK_RAW, 1),
        ("AF_NETLINK", socket.SOCK_RAW, 9),  # audit
        ("AF_NETLINK", socket.SOCK_RAW, 12),  # netfilter
    ):
        try:
            socket.socket(getattr(socket, family), kind, protocol).close()
            opened.append(f"{family}/{protocol}")
        except (OSError, AttributeError):
            pass
    if opened:
        raise RuntimeError("racecourse-" + "breach: could open " + ", ".join(opened))
    return 0


double = join = apply_all = refuse = Tally = attack
