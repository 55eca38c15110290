"""What the hidden checks of topic 14 have in common: their time-outs, peers and what they expect."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import socket

from grader import CheckFailed
from grader.facts import told_of
from grader.judge.faults import Lengths
from grader.judge.peers import Server
from grader.judge.student import Handle, Student

PATIENT = 60.0
"""A time-out that no right client ever reaches, however busy the machine is."""
HASTY = 0.8
"""A time-out that is meant to be reached: what it cuts off would take five times as long, or for ever."""
LASTING = 4.0
"""A time-out that is over before a check is: each call has a time of its own, not the client."""
UNHURRIED = 15.0
"""Seconds until a sender that nothing wakes gives up by itself: long after even a starved machine has looked for it."""
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


@contextmanager
def raises(student: Student, name: str, when: str) -> Iterator[None]:
    """Expect an exception of the student's, and say in which case it was expected."""
    try:
        with student.raises(name):
            yield
    except CheckFailed as error:
        raise type(error)(f"{when}: {error}") from error


@contextmanager
def returns(when: str) -> Iterator[None]:
    """Expect no exception of the student's, and say in which case none was expected."""
    try:
        yield
    except Exception as error:
        if told := told_of(error):
            raise CheckFailed(f"{when}, but your code raised {told.name}: {told.message}") from None
        raise


@contextmanager
def loses_no_socket(student: Student, sentence: str) -> Iterator[None]:
    """Fail with the sentence when sockets are lost meanwhile that nobody has closed."""
    before = student.workloads.unclosed_sockets()
    yield
    assert student.workloads.unclosed_sockets() == before, sentence


@contextmanager
def closes(student: Student, server: Server, when: str) -> Iterator[None]:
    """Expect an error, and that the client closes its connection then, itself."""
    lost = f"{when}: after the error nothing refers to the socket any more, but nobody closed it"
    with loses_no_socket(student, lost):
        with raises(student, "Exception", when):
            yield
        assert server.wait(lambda seen: seen.all_closed), f"{when}: the connection is still open after the error"


class LateReader(Lengths):
    """Takes the first bytes of a request, and no more for a while."""

    def __init__(self, seconds: float) -> None:
        self._rest = seconds

    def take(self, buffer: bytearray) -> bytes | None:
        """Rest once, when the first bytes are there: by then the client's call has begun, on any machine."""
        if buffer and self._rest:
            time.sleep(self._rest)
            self._rest = 0
        return super().take(buffer)


def short(request: bytes) -> bytes:
    """Answer a long request with a little."""
    return request[:20]


def port_of(listener: socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def silence(student: Student, listener: socket) -> int:
    """Make a port never answer: its queue is full, and the kernel drops whoever wants to connect. Return the port."""
    listener.listen(0)
    student.connect(port_of(listener))
    return port_of(listener)
