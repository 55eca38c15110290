"""Hidden checks of 14_tcp_client."""

from __future__ import annotations

import hashlib
import secrets
import select
from collections.abc import Callable
from contextlib import suppress
from socket import socket

from grader import CheckFailed, StudentError, check
from grader.judge.faults import close_after, coalesce, cut, delay, drip, late, reset, silent, wrong_length
from grader.judge.peers import Server
from grader.judge.student import Handle, Student

PATIENT = 60.0
"""A time-out that no right client ever reaches, however busy the machine is."""
HASTY = 0.8
"""A time-out that is meant to be reached: what it cuts off would take at least five times as long."""
MIB = 1 << 20


def secret_reply() -> Callable[[bytes], bytes]:
    """Return a reply that can't be guessed: a secret tag before each request; the empty request gets the empty one."""
    tag = secrets.token_hex(4).encode() + b":"
    return lambda request: request and tag + request


def client_of(student: Student, server: Server, timeout: float = PATIENT) -> Handle:
    return student.new("tcp_client.Client", *server.address, timeout=timeout)


def hasty_client(student: Student, server: Server) -> Handle:
    """Return a client whose time-out is meant to be reached; a busy machine may need another try to connect in time."""
    for _ in range(2):
        with suppress(TimeoutError):
            return client_of(student, server, HASTY)
    return client_of(student, server, HASTY)


def port_of(listener: socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def silence(student: Student, listener: socket) -> int:
    """Make a port never answer: its queue is full, and the kernel drops whoever wants to connect. Return the port."""
    listener.listen(0)
    student.connect(port_of(listener))
    return port_of(listener)


@check(
    points=8,
    kind="speedup",
    hints=(
        "Pipelined: the first answer is not waited for before the last request is sent.",
        "request() in a loop waits a whole round trip for each text; on a network that is most of the time.",
    ),
)
def test_requests_are_pipelined(student: Student) -> None:
    """request_many sends all requests without waiting for the first answer."""
    texts = [f"text {number}" for number in range(12)]

    def calm() -> None:
        """Wait longer than the kernel holds small pieces back (Nagle and a delayed ACK: at most 0.2 seconds)."""
        student.settle()
        student.settle()

    with Server(student.listen(), secret_reply(), coalesce(calm)) as server:
        client = client_of(student, server)
        with suppress(CheckFailed, OSError, StudentError):  # whether the answers are right is another check's business
            client.request_many(texts)
        came = server.seen.before_answer
        assert came == len(texts), (
            f"request_many should send all of its {len(texts)} requests without waiting for an answer, but when your "
            f"code waited, the server had only got {came}"
        )


@check(
    points=8,
    kind="correctness",
    hints=(
        "One recv may also return more than one message: the rest of it belongs to the next answer.",
        "Keep what you have read too much, in the client and not only in the call.",
    ),
)
def test_answers_that_arrive_together(student: Student) -> None:
    """Answers that arrive together, cut anywhere, all come out, in order; and so does the next one."""
    student.patience(quiet=8)  # the server's own pauses look like quiet, too
    reply = secret_reply()
    texts = ["one", "", "三三三", "four", "", "sechs ß"]
    cuts = cut(19, 60, pause=student.settle)
    with Server(student.listen(), reply, coalesce(student.settle), cuts) as server:
        client = client_of(student, server)
        for given in (texts, ["last"], []):
            assert client.request_many(given) == [reply(text.encode()).decode() for text in given]
        assert client.request("sieben") == reply(b"sieben").decode()
        assert len(server.seen.connections) == 1, "all requests of one client should go over its one connection"


@check(
    points=8,
    kind="correctness",
    hints=(
        "This server reads no request while nobody takes its answers. Who takes them while your code still sends?",
        "Both sides send, the buffers in between are full, nobody reads: a deadlock. Read and send side by side.",
    ),
)
def test_much_data_both_ways(student: Student) -> None:
    """request_many doesn't deadlock, however much goes both ways."""
    count, size = 48, MIB // 4
    tag = secrets.token_bytes(4).hex().encode()
    student.patience(cpu=60)

    def reply(request: bytes) -> bytes:
        return tag + request[: size // 6]  # enough to fill the buffers on the way back, and no more

    with Server(student.listen(), reply) as server:
        client = client_of(student, server, timeout=10 * PATIENT)
        came = student.workloads.request_many_long(client, count, size)
        numbers = [request.partition(b":")[0].decode() for request in server.seen.requests]
        assert numbers == [str(number) for number in range(count)]
        assert came == [hashlib.sha256(reply(request)).hexdigest() for request in server.seen.requests]


@check(
    points=4,
    kind="correctness",
    hints=(
        "What does send return? The lecture's table says what should be sent; it is what was sent.",
        "With a time-out set, send takes as much as fits into the buffer. sendall goes on.",
    ),
)
def test_a_long_request_is_sent_whole(student: Student) -> None:
    """A long request is sent whole, also when the server is slow to read it."""
    size = 12 * MIB
    secret = secrets.token_bytes(8)

    def mark(request: bytes) -> bytes:
        return hashlib.sha256(secret + request).hexdigest().encode()

    with Server(student.listen(), mark, late(student.settle)) as server:
        client = client_of(student, server)
        came = student.workloads.request_long(client, size)
        assert [len(request) for request in server.seen.requests] == [size]
        assert came == mark(server.seen.requests[0]).decode()


@check(
    points=9,
    kind="faults",
    hints=(
        "settimeout counts anew for each recv. How long may a call take, then, if a byte comes every now and then?",
        "Take the time once, at the beginning of the call; before each recv and send, see how much of it is left.",
    ),
)
def test_the_timeout_bounds_the_whole_call(student: Student) -> None:
    """The time-out bounds each call as a whole: a server that is merely slow doesn't stretch it."""
    student.patience(quiet=30)  # a client that waits on should be seen to get its answer
    reply = secret_reply()
    with Server(student.listen(), reply, drip(0.1, 45)) as server:
        client = hasty_client(student, server)
        with student.raises("TimeoutError"):
            client.request("an answer that comes byte by byte, one every tenth of a second")
    with Server(student.listen(), reply, delay(0.3)) as server:
        client = hasty_client(student, server)
        with student.raises("TimeoutError"):
            client.request_many(["each answer takes 0.3 seconds"] * 15)
    with Server(student.listen(), reply, chunk=MIB // 16, rest=0.02) as server:
        client = hasty_client(student, server)
        with student.raises("TimeoutError"):
            student.workloads.request_long(client, 14 * MIB)
    with student.raises("TimeoutError"):
        student.new("tcp_client.Client", "127.0.0.1", silence(student, student.listen()), timeout=HASTY)


@check(
    points=7,
    kind="faults",
    hints=(
        "recv returns b'' when the other end has closed, at once and each time. What does your loop do with it?",
        "A part of an answer is no answer.",
    ),
)
def test_the_server_closes_in_the_middle(student: Student) -> None:
    """A server that closes in the middle of an answer: ConnectionError, and then the client is closed."""
    student.patience(cpu=5)
    for end in (close_after(0), close_after(2), close_after(4), close_after(9), reset(9)):
        with Server(student.listen(), bytes.upper, end) as server:
            client = client_of(student, server)
            with student.raises("ConnectionError"):
                client.request("欢迎访问")
            with student.raises("ConnectionError"):
                client.request("again")
    with Server(student.listen(), bytes.upper, close_after(2 * 7 + 5)) as server:
        client = client_of(student, server)
        with student.raises("ConnectionError"):
            client.request_many(["one", "two", "now", "the", "end"])


@check(
    points=6,
    kind="faults",
    hints=(
        "Two things to refuse: a length, before you wait for the bytes it announces, and bytes that are no text.",
        "Exactly 16 MiB is allowed: 16 * 1024 * 1024.",
        "Which exception does decode raise, and which one does the task ask for?",
    ),
)
def test_what_the_protocol_forbids(student: Student) -> None:
    """A length over 16 MiB and bad UTF-8 are a ProtocolError, at once; a length of exactly 16 MiB is none."""
    student.patience(cpu=5)
    for length in (16 * MIB + 1, 2**31, 2**32 - 1):
        with Server(student.listen(), bytes.upper, wrong_length(length)) as server:
            client = client_of(student, server)
            with student.raises("ProtocolError"):
                client.request("hello")
            with student.raises("ConnectionError"):
                client.request("again")
    for payload in (b"\xff\xfe", "欢迎".encode()[:4]):
        with Server(student.listen(), lambda _, payload=payload: payload) as server:
            client = client_of(student, server)
            with student.raises("ProtocolError"):
                client.request("hello")
            with student.raises("ConnectionError"):
                client.request("again")
    with Server(student.listen(), bytes.upper, wrong_length(16 * MIB), close_after(9)) as server:
        client = client_of(student, server)
        with student.raises("ConnectionError"):
            client.request("hello")


@check(
    points=7,
    kind="cleanup",
    hints=(
        "After an error, too, the socket has to be closed: 必须执行. try and except, or try and finally.",
        "A thread that still sends when the call fails has to be ended, and waited for.",
    ),
)
def test_nothing_is_left_after_an_error(student: Student) -> None:
    """After an error the connection is closed, and no thread and no socket is left; nor after open_ports."""
    student.patience(cpu=5)
    faults = {"TimeoutError": silent(), "ConnectionError": close_after(6), "ProtocolError": wrong_length(2**31)}
    for name, fault in faults.items():
        with Server(student.listen(), bytes.upper, fault) as server:
            client = hasty_client(student, server) if name == "TimeoutError" else client_of(student, server)
            with student.raises("Exception"):
                client.request("hello")
            assert server.wait(lambda seen: seen.all_closed), f"after a {name} the connection is still open"
    with Server(student.listen(), bytes.upper, late(30.0)) as server:
        client = hasty_client(student, server)
        with student.raises("Exception"):
            student.workloads.request_many_long(client, 14, MIB)
        student.must_leave_nothing()
    closed = student.listen()
    nobody = silence(student, student.listen())
    port = port_of(closed)
    closed.close()
    with student.raises("Exception"):
        student.new("tcp_client.Client", "127.0.0.1", port, timeout=PATIENT)
    assert student.tcp_client.open_ports("127.0.0.1", [port, nobody], HASTY) == []
    student.must_leave_nothing()


@check(
    points=7,
    kind="speedup",
    hints=(
        "One port that never answers costs the whole time-out. What can the others do meanwhile?",
        "A thread a port, a pool of threads, or sockets that don't block: all of them wait at the same time.",
    ),
)
def test_a_silent_port_holds_up_no_other(student: Student) -> None:
    """open_ports tries the ports at the same time: those that never answer hold up no other."""
    student.patience(quiet=30)
    listeners = sorted((student.listen() for _ in range(13)), key=port_of)
    nobody = [silence(student, listeners.pop(5)) for _ in range(3)]  # in the middle, from whichever end one begins
    found = [port_of(listener) for listener in listeners]
    ports = [*found[:5], *nobody, *found[5:]]
    scan = student.start(student.tcp_client.open_ports, "127.0.0.1", ports, 2.0)
    if scan.blocked():
        tried = len(select.select(listeners, [], [], 0)[0])
        assert tried == len(listeners), (
            f"{len(nobody)} ports didn't answer, and while all of your code was waiting for that, only {tried} of the "
            f"{len(listeners)} open ports had been tried"
        )
    assert scan.result() == found
