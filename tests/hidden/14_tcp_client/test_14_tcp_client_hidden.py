"""Hidden checks of topic 14."""

from __future__ import annotations

import hashlib
import secrets
import select
import time
from contextlib import suppress

from tcp_peers import (
    HASTY,
    LASTING,
    MIB,
    PATIENT,
    UNHURRIED,
    LateReader,
    client_of,
    closes,
    hasty_client,
    loses_no_socket,
    port_of,
    raises,
    returns,
    secret_reply,
    short,
    silence,
)

from grader import CheckFailed, StudentError, check
from grader.judge.faults import close_after, cut, delay, drip, hold, late, reset, silent, stall, wrong_length
from grader.judge.peers import Server
from grader.judge.student import Student


@check(
    points=8,
    kind="speedup",
    hints=(
        "Pipelined: the first answer is not waited for before the last request is sent.",
        "request() in a loop waits a whole round trip for each text; on a network that is most of the time.",
        "No window, no batches: only the connection itself may hold your sending up, and then you read meanwhile.",
    ),
)
def test_requests_are_pipelined(student: Student) -> None:
    """request_many sends all requests without waiting for the first answer."""
    count = 300

    def calm() -> None:
        """Wait longer than the kernel holds small pieces back (Nagle and a delayed ACK: at most 0.2 seconds)."""
        student.breathe(10)
        student.breathe(10)

    with Server(student.listen(), short, hold(calm)) as server:
        client = client_of(student, server)
        with suppress(CheckFailed, OSError, StudentError):  # whether the answers are right is another check's business
            student.workloads.request_many_long(client, count, 8 << 10)
        came = server.seen.before_answer
        assert came == count, (
            f"request_many should send all of its {count} requests without waiting for an answer, but when your "
            f"code waited, the server had only got {came}"
        )


@check(
    points=8,
    kind="correctness",
    hints=(
        "This server reads no request while nobody takes its answers. Who takes them while your code still sends?",
        "Both sides send, the buffers in between are full, nobody reads: a deadlock. Read and send side by side.",
        "How much of the data did each of your sends take?",
    ),
)
def test_much_data_both_ways(student: Student) -> None:
    """request_many doesn't deadlock, however much goes both ways, and nothing of it is lost."""
    count, size = 3, 9 * MIB // 2
    tag = secrets.token_bytes(4).hex().encode()
    student.patience(cpu=15)

    def reply(request: bytes) -> bytes:
        return tag + request[: size // 8]  # enough to fill the buffers on the way back, and no more

    # Before the server reads, the buffers fill up, and a request alone is more than they hold: a send that isn't
    # repeated loses something on any machine.
    with Server(student.listen(), reply, late(student.breathe)) as server:
        client = client_of(student, server, timeout=10 * PATIENT)
        came = student.workloads.request_many_long(client, count, size)
        numbers = [request.partition(b":")[0].decode() for request in server.seen.requests]
        assert numbers == [str(number) for number in range(count)], "the requests came out of order, or not all whole"
        right = [hashlib.sha256(reply(request)).hexdigest() for request in server.seen.requests]
        assert len(came) == count, f"for {count} texts there should be {count} answers, not {len(came)}"
        wrong = [number for number in range(count) if came[number] != right[number]]
        assert not wrong, f"{len(wrong)} of the {count} answers are not what the server sent, the first at {wrong[0]}"


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

    with Server(student.listen(), mark, late(student.breathe)) as server:
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
        "Sending takes time, too, and each call has a time of its own.",
    ),
)
def test_the_timeout_bounds_the_whole_call(student: Student) -> None:
    """The time-out bounds each call as a whole: a server that is merely slow doesn't stretch it."""
    student.patience(quiet=30)  # a client that waits on should be seen to get its answer
    reply = secret_reply()
    began = time.monotonic()
    with Server(student.listen(), reply) as server, Server(student.listen(), reply, drip(0.1, 45)) as dripping:
        lasting = client_of(student, server, LASTING)
        assert lasting.request("now") == reply(b"now").decode()
        client = hasty_client(student, dripping)
        with raises(student, "TimeoutError", f"time-out {HASTY} s, the answer comes byte by byte in 4.5 s"):
            client.request("an answer that comes byte by byte, one every tenth of a second")
        with Server(student.listen(), reply, delay(0.3)) as delaying:
            client = hasty_client(student, delaying)
            with raises(student, "TimeoutError", f"time-out {HASTY} s, request_many, 15 answers, one every 0.3 s"):
                client.request_many([""] * 15)  # to see, too, whether each header has a time-out of its own
        with Server(student.listen(), short, cut(4, pause=2.4), framing=LateReader(2.4)) as slow:
            client = student.new("tcp_client.Client", *slow.address, 3.6)
            when = "time-out 3.6 s, the server takes 2.4 s to read a long request, and 2.4 s more to answer"
            with raises(student, "TimeoutError", when):
                student.workloads.request_long(client, 8 * MIB)
        student.patience(quiet=3)
        with Server(student.listen(), short, late(30.0)) as deaf:
            client = hasty_client(student, deaf)
            with raises(student, "TimeoutError", f"time-out {HASTY} s, the server reads nothing of a long request"):
                student.workloads.request_long(client, 8 * MIB)
        with raises(student, "TimeoutError", f"time-out {HASTY} s, a port that never answers, the constructor"):
            student.new("tcp_client.Client", "127.0.0.1", silence(student, student.listen()), HASTY)
        time.sleep(max(0.0, began + LASTING + 0.1 - time.monotonic()))
        again = lasting.request("a call later than the time-out, counted from the constructor")
        assert again == reply(server.seen.requests[-1]).decode()


@check(
    points=7,
    kind="faults",
    hints=(
        "recv returns b'' when the other end has closed, at once and each time. What does your loop do with it?",
        "A part of an answer is no answer. A whole one is, even if the server closes right after it.",
    ),
)
def test_the_server_closes_in_the_middle(student: Student) -> None:
    """A server that closes in the middle of an answer: ConnectionError, and then the client is closed."""
    student.patience(cpu=5)
    text = "欢迎访问"
    whole = 4 + len(text.encode())
    for count in (0, 2, 4, 9):
        with Server(student.listen(), bytes.upper, close_after(count)) as server:
            client = client_of(student, server)
            with raises(student, "ConnectionError", f"the server closes after {count} of the answer's {whole} bytes"):
                client.request(text)
            with raises(student, "ConnectionError", "the next request after that"):
                client.request("again")
    with Server(student.listen(), bytes.upper, reset(9)) as server:
        client = client_of(student, server)
        with raises(student, "ConnectionError", f"the server resets the connection after 9 of {whole} bytes"):
            client.request(text)
    with Server(student.listen(), bytes.upper, close_after(2 * 7 + 5)) as server:
        client = client_of(student, server)
        with raises(student, "ConnectionError", "request_many, and the server closes in the third of five answers"):
            client.request_many(["one", "two", "now", "the", "end"])
    with Server(student.listen(), bytes.upper, close_after(2 * 7)) as server:
        client = client_of(student, server)
        with raises(student, "ConnectionError", "request_many, and the server closes after two of five answers"):
            client.request_many(["one", "two", "now", "the", "end"])
    with Server(student.listen(), bytes.upper, reset(0)) as server:
        client = client_of(student, server)
        with raises(student, "ConnectionError", "request_many, and the server resets while it is still being sent to"):
            student.workloads.request_many_long(client, 14, MIB)
    with Server(student.listen(), bytes.upper, close_after(whole)) as server:
        client = client_of(student, server)
        with returns("the server closes right after a whole answer, which is to be returned"):
            assert client.request(text) == text, "the server closes after a whole answer, but not that answer came out"
        with raises(student, "ConnectionError", "the next request, when the server has closed"):
            client.request("again")
    when = "the server closes right after the last of two whole answers, which are to be returned"
    with Server(student.listen(), bytes.upper, close_after(2 * 7)) as server, returns(when):
        came = client_of(student, server).request_many(["one", "two"])
        assert came == ["ONE", "TWO"], "the server closes after the last answer, but not all answers came out"


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
    bad = {"cut": "欢迎".encode()[:4], "wrong": b"\xff\xfe"}
    for length in (16 * MIB + 1, 2**31, 2**32 - 1):
        with Server(student.listen(), bytes.upper, wrong_length(length)) as server:
            client = client_of(student, server)
            with raises(student, "ProtocolError", f"a length of {length:,} bytes"):
                client.request("hello")
            with raises(student, "ConnectionError", "the next request after a ProtocolError"):
                client.request("again")
    for kind, payload in bad.items():
        with Server(student.listen(), lambda _, payload=payload: payload) as server:
            client = client_of(student, server)
            with raises(student, "ProtocolError", f"an answer of {kind} UTF-8"):
                client.request("hello")
            with raises(student, "ConnectionError", "the next request after a ProtocolError"):
                client.request("again")
    with Server(student.listen(), bytes.upper, wrong_length(2**31)) as server:
        client = client_of(student, server)
        with raises(student, "ProtocolError", f"request_many, and a length of {2**31:,} bytes"):
            client.request_many(["hello", "you"])
    with Server(student.listen(), lambda request: bad.get(request.decode(), request)) as server:
        client = client_of(student, server)
        with raises(student, "ProtocolError", "request_many, and the second answer is no UTF-8"):
            client.request_many(["right", "wrong", "right"])
        with raises(student, "ConnectionError", "the next request after a ProtocolError of request_many"):
            client.request_many(["again"])
    with Server(student.listen(), bytes.upper, wrong_length(16 * MIB), close_after(9)) as server:
        client = client_of(student, server)
        with raises(student, "ConnectionError", "a length of exactly 16 MiB, and the server closes before they come"):
            student.workloads.request_many_long(client, 1, 5)


@check(
    points=7,
    kind="cleanup",
    hints=(
        "After an error, too, the socket has to be closed: 必须执行. try and except, or try and finally.",
        "A thread that still sends when the call fails has to be ended, and waited for.",
        "Python warns of sockets that nobody closed, if you let it: python -X dev.",
    ),
)
def test_nothing_is_left_after_an_error(student: Student) -> None:
    """After an error the connection is closed, and no thread and no socket is left; nor after open_ports."""
    student.patience(cpu=5, quiet=UNHURRIED + 3)
    faults = {"a silent server": silent(), "an early end": close_after(6), "a forbidden length": wrong_length(2**31)}
    for what, fault in faults.items():
        for many in (False, True):
            with Server(student.listen(), bytes.upper, fault) as server:
                client = hasty_client(student, server) if what == "a silent server" else client_of(student, server)
                with closes(student, server, f"{'request_many' if many else 'request'}, {what}"):
                    client.request_many(["one", "two", "three"]) if many else client.request("hello")
    with Server(student.listen(), bytes.upper, late(30.0)) as server:
        client = hasty_client(student, server)
        with raises(student, "Exception", "request_many, and the server reads nothing"):
            student.workloads.request_many_long(client, 14, MIB)
        student.must_leave_nothing()
    busy = (delay(student.breathe), wrong_length(2**31), stall(30.0))  # the answer comes when your code can't send more
    with Server(student.listen(), bytes.upper, *busy) as server:
        client = client_of(student, server, UNHURRIED)
        with raises(
            student, "Exception", "request_many, a forbidden length, and nobody reads what is still to be sent"
        ):
            student.workloads.request_many_long(client, 14, MIB)
        student.must_leave_nothing()
    listeners = [student.listen() for _ in range(3)]
    nobody, found, closed = silence(student, listeners[0]), port_of(listeners[1]), port_of(listeners[2])
    listeners[2].close()
    before = student.workloads.unclosed_sockets()
    assert student.tcp_client.open_ports("127.0.0.1", [closed, nobody, found], HASTY) == [found]
    lost = student.workloads.unclosed_sockets() - before
    assert not lost, f"open_ports tried 3 ports, and didn't close {lost} of its sockets"
    with loses_no_socket(student, "the constructor could not connect, and nobody closed its socket"):
        with raises(student, "Exception", "nobody listens, the constructor"):
            student.new("tcp_client.Client", "127.0.0.1", closed, PATIENT)
        with raises(student, "Exception", f"time-out {HASTY} s, a port that never answers, the constructor"):
            student.new("tcp_client.Client", "127.0.0.1", nobody, HASTY)
    student.must_leave_nothing()


@check(
    points=7,
    kind="speedup",
    hints=(
        "One port that never answers costs the whole time-out. What can the others do meanwhile?",
        "A thread a port, a pool of threads, or sockets that don't block: all of them wait at the same time.",
        "A port may take its time to answer, as long as it does within the time-out.",
    ),
)
def test_a_silent_port_holds_up_no_other(student: Student) -> None:
    """open_ports tries the ports at the same time: those that are slow to answer hold up no other, and count."""
    student.patience(quiet=30)
    listeners = sorted((student.listen() for _ in range(13)), key=port_of)
    ports = [port_of(listener) for listener in listeners]
    slow = [listeners.pop(5) for _ in range(3)]  # in the middle, from whichever end one begins
    for listener in slow:
        silence(student, listener)
    began = time.monotonic()
    scan = student.start(student.tcp_client.open_ports, "127.0.0.1", ports, 10.0)
    if scan.blocked():
        tried = len(select.select(listeners, [], [], 0)[0])
        assert tried == len(listeners), (
            f"{len(slow)} ports didn't answer, and while all of your code was waiting for that, only {tried} of the "
            f"{len(listeners)} open ports had been tried"
        )
    for listener in slow:
        listener.accept()[0].close()  # now there is room for who still knocks: the kernel does after 1, 3 and 7 seconds
    late = time.monotonic() - began > 5
    found = scan.result()
    assert [port for port in found if port in map(port_of, listeners)] == [port_of(one) for one in listeners]
    assert found == ports or late, "time-out 10 s: ports that took a second or two to answer are not in the result"
