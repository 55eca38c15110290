"""Public checks of 14_tcp_client. The hidden ones judge the same contracts with other servers."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from grader import CheckFailed, check
from grader.judge.faults import coalesce, cut, silent
from grader.judge.peers import Server
from grader.judge.student import Handle, Student

PATIENT = 60.0
"""A time-out that no right client ever reaches, however busy the machine is."""
HASTY = 0.8
"""A time-out that is meant to be reached."""


def secret_reply():
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


@contextmanager
def raises(student: Student, name: str, when: str) -> Iterator[None]:
    """Expect an exception of the student's, and say in which case it was expected."""
    try:
        with student.raises(name):
            yield
    except CheckFailed as error:
        raise type(error)(f"{when}: {error}") from error


@check(
    points=8,
    kind="correctness",
    hints=(
        "What exactly does the protocol count: characters or bytes? And in which order do the four bytes come?",
        "An empty message is a length of 0 and nothing after it: is there anything left to read then?",
        "int.to_bytes(4, 'big') or struct's '>I' make the length; len() of the encoded text is what it counts.",
    ),
)
def test_requests_are_answered(student):
    """Each request gets its answer, over one connection, whatever the text."""
    reply = secret_reply()
    texts = ["hello", "", "欢迎访问服务器", "naïve 🐎", " two\nlines\n", "\r\na\rb\n\r", "x" * 5000]
    with Server(student.listen(), reply) as server, client_of(student, server) as client:
        for text in texts:
            assert client.request(text) == reply(text.encode()).decode()
        assert server.seen.requests == tuple(text.encode() for text in texts)
        assert len(server.seen.connections) == 1, "all requests of one client should go over its one connection"


@check(
    points=10,
    kind="correctness",
    hints=(
        "TCP keeps the order of the bytes, not their pieces. How many bytes may recv(100) return?",
        "Read in a loop until the 4 bytes are there, then until the body is. recv may return fewer than you ask for.",
        "A piece may end in the middle of a character: decode once, when all of the bytes are there.",
    ),
)
def test_an_answer_in_pieces(student):
    """An answer that arrives in pieces is put together, even where a piece ends inside a character."""
    tag = secrets.token_hex(2)
    with Server(
        student.listen(),
        lambda request: f"欢迎访问{tag}服务器".encode() + request,
        cut(2, 4, 8, 20, pause=student.breathe),
    ) as server:
        client = client_of(student, server)
        for text in ("a", "迎"):
            assert client.request(text) == f"欢迎访问{tag}服务器{text}"


@check(
    points=8,
    kind="correctness",
    hints=(
        "One recv may also return more than one message: the rest of it belongs to the next answer.",
        "Keep what you have read too much, in the client and not only in the call.",
    ),
)
def test_answers_that_arrive_together(student):
    """request_many sorts out answers that arrive together, cut anywhere; and the next call gets its own."""
    student.patience(quiet=8)  # the server's own pauses look like quiet, too
    reply = secret_reply()
    texts = ["one", "", "三三三", "four", "", "sechs ß"]
    cuts = cut(19, 60, pause=student.breathe)
    with Server(student.listen(), reply, coalesce(student.breathe), cuts) as server:
        client = client_of(student, server)
        for given in (texts, ["last"], []):
            assert client.request_many(given) == [reply(text.encode()).decode() for text in given]
        assert client.request("sieben") == reply(b"sieben").decode()
        assert len(server.seen.connections) == 1, "all requests of one client should go over its one connection"


@check(
    points=8,
    kind="faults",
    hints=(
        "Without settimeout, recv waits for ever.",
        "After a time-out nobody knows where in the stream you are: a late answer would be taken for the next one.",
        "Close the socket when a call fails, and remember that it is closed.",
    ),
)
def test_a_silent_server_is_given_up(student):
    """A server that never answers: TimeoutError, and then the client is closed."""
    with Server(student.listen(), bytes.upper, silent()) as server:
        client = hasty_client(student, server)
        with raises(student, "TimeoutError", "the server never answers"):
            client.request("hello?")
        with raises(student, "ConnectionError", "the next request, after a time-out"):
            client.request("still there?")


@check(
    points=4,
    kind="cleanup",
    hints=(
        "The lecture's table says of close(): 必须执行. Who calls it at the end of a with block?",
        "What happens in your close() if there is nothing to close any more? And in request()?",
        "What __exit__ returns matters: something true means that the error in the block is dealt with.",
    ),
)
def test_the_with_block_closes(student):
    """At the end of the with block the connection is closed, also after an error in it, and stays closed."""
    with Server(student.listen(), bytes.upper) as server:
        with student.new("tcp_client.Client", *server.address) as client:
            assert client.request("hello") == "HELLO"
        assert server.wait(lambda seen: seen.all_closed), "the server never saw the client close its connection"
        client.close()  # a second time
        with raises(student, "ConnectionError", "a request after the with block"):
            client.request("again")
    with Server(student.listen(), bytes.upper) as server:
        with raises(student, "TimeoutError", "a with block in which a TimeoutError is raised"):
            student.workloads.fail_inside(client_of(student, server))
        assert server.wait(lambda seen: seen.all_closed), "after an error in the with block the connection is open"
    student.must_leave_nothing()


@check(
    points=6,
    kind="correctness",
    hints=(
        "connect_ex returns a number: 0 is a connection, anything else an error code.",
        "The result has its own order, whatever the order of `ports` or of the answers; what about duplicates?",
    ),
)
def test_open_ports_are_found(student):
    """open_ports lists the ports that accept a connection, each once, in ascending order."""
    student.patience(quiet=15)  # always to wait until the time is over is slow, but not wrong
    gone = [student.listen() for _ in range(4)]
    listeners = [student.listen() for _ in range(4)]  # made last: by then nobody else holds the others open
    closed = [listener.getsockname()[1] for listener in gone]
    for listener in gone:
        listener.close()
    found = sorted(listener.getsockname()[1] for listener in listeners)
    ports = [closed[0], found[2], found[0], *closed, found[3], found[2], found[1], closed[1]]
    assert student.tcp_client.open_ports("127.0.0.1", ports, 5.0) == found
    assert student.tcp_client.open_ports("127.0.0.1", closed, 5.0) == []
    other = student.tcp_client.open_ports("127.0.0.2", found, 1.0)
    assert other == [], "these ports are open on 127.0.0.1; the host that was asked for is 127.0.0.2"
