"""Network peers with faults: the trusted server at the other end of a student's client.

The idea: a connection is a lazy stream of *steps*. Its source reads one request and yields one answer each time that
somebody asks for the next step; a fault is a generator from steps to steps; and what comes out at the end is done in
order: bytes are sent, a `Pause` is waited for, an `End` closes. Nothing is read before it is asked for, so a fault that
gathers answers makes a server that reads ahead, and a server whose send blocks reads no further.

Rules:
- Faults know bytes only, never messages, so they serve any protocol; a `Framing` knows messages and nothing else.
- The other end is hostile: a thread a connection, one set of bounds for all of them together, and what breaks a bound
  is reset and noted, never an error of the judge's.
- What was seen is told as frozen data; nothing here judges.
- Nothing survives `close`, and `with` calls it.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

from grader.facts import CheckFailed, Inconclusive, KitError
from grader.judge.faults import End, Fault, Framing, Idle, Lengths, Pause, Step
from grader.judge.sockets import await_room, hold_small_pieces, is_readable, reset_when_closed

_BUFFER: Final = 64 << 10
"""The kernel's buffers on our side are kept small, so that a peer that doesn't read is felt soon."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one server takes and gives at most, all of its connections together."""

    connections: int = 64
    requests: int = 20_000
    received: int = 64 << 20
    sent: int = 256 << 20
    seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Connection:
    """What was seen of one connection.

    `before_answer` is how many requests had come when the first byte of an answer left (all, while none has);
    `closed` says how the client ended it: "" while it hasn't, "fin" or "reset".
    """

    requests: tuple[bytes, ...]
    received: int
    sent: int
    before_answer: int
    closed: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of all connections, in the order of accepting; `broken` says which bound was broken, or ""."""

    connections: tuple[Connection, ...]
    broken: str

    @property
    def requests(self) -> tuple[bytes, ...]:
        """The requests of all connections, one connection after the other."""
        return tuple(request for one in self.connections for request in one.requests)

    @property
    def before_answer(self) -> int:
        """The most requests that a connection had sent before its first answer left."""
        return max((one.before_answer for one in self.connections), default=0)

    @property
    def all_closed(self) -> bool:
        """Whether there was a connection, and the client has ended every one."""
        return bool(self.connections) and all(one.closed for one in self.connections)


class _BoundError(Exception):
    """The client asks for more than a server gives."""


@dataclass(slots=True)
class _Line:
    """One connection while it lasts: written by its own thread under the server's lock."""

    sock: socket.socket
    requests: list[bytes] = field(default_factory=list)
    received: int = 0
    sent: int = 0
    before_answer: int | None = None
    closed: str = ""

    def told(self) -> Connection:
        before = len(self.requests) if self.before_answer is None else self.before_answer
        return Connection(tuple(self.requests), self.received, self.sent, before, self.closed)


class Server:
    """Serves a listening socket, which becomes its own, until it is closed.

    `reply` gives the payload of the answer to a request's payload. The faults apply in their order, the first one
    nearest to the answers. `rest` is a pause in seconds before each read of at most `chunk` bytes.
    """

    def __init__(
        self,
        listener: socket.socket,
        reply: Callable[[bytes], bytes],
        *faults: Fault,
        framing: Framing | None = None,
        chunk: int = 1 << 16,
        rest: float = 0.0,
        bounds: Bounds | None = None,
    ) -> None:
        self.address: tuple[str, int] = listener.getsockname()[:2]
        self._listener, self._reply, self._faults = listener, reply, faults
        self._framing, self._chunk, self._rest = framing or Lengths(), chunk, rest
        self._bounds = bounds or Bounds()
        self._until = time.monotonic() + self._bounds.seconds
        self._lines: list[_Line] = []
        self._threads: list[threading.Thread] = []
        self._broken = ""
        self._failure: Exception | None = None
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._wake, self._woken = socket.socketpair()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        listener.settimeout(0)
        self._start(self._accept)

    @property
    def seen(self) -> Seen:
        """What was seen until now."""
        with self._changed:
            return Seen(tuple(line.told() for line in self._lines), self._broken)

    def wait(self, enough: Callable[[Seen], bool], seconds: float = 10.0) -> bool:
        """Wait until what was seen is `enough`; False when that has not come in `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: enough(self.seen), seconds)

    def close(self) -> None:
        """End all connections and threads. Idempotent. Raises KitError when `reply` has failed."""
        with self._changed:
            self._stop.set()
        self._wake.close()
        for line in self._lines:
            with contextlib.suppress(OSError):  # closed already
                line.sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        if self._failure is not None:
            raise KitError(f"the check's own answer to a request failed: {self._failure!r}") from self._failure

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, name="peer", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with self._listener, self._woken, selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while selector.select(self._left()) and not self._stop.is_set():
                with contextlib.suppress(OSError):  # gone before it was taken
                    sock, _ = self._listener.accept()
                    if not self._take(sock):
                        return

    def _take(self, sock: socket.socket) -> bool:
        with self._changed:
            if len(self._lines) >= self._bounds.connections:
                self._broken = self._broken or f"more than {self._bounds.connections} connections"
                self._changed.notify_all()
            elif not self._stop.is_set():
                self._lines.append(_Line(sock))
                self._start(self._serve, self._lines[-1])
                self._changed.notify_all()
                return True
        sock.close()
        return False

    def _serve(self, line: _Line) -> None:
        end = End(reset=True)
        try:
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
            end = self._converse(line)
        except TimeoutError:
            self._note(line, broken=f"more than {self._bounds.seconds:g} seconds")
        except (_BoundError, ValueError) as error:
            self._note(line, broken=str(error))
        except OSError:
            self._note(line, closed="reset")
        finally:
            self._hang_up(line, end)

    def _converse(self, line: _Line) -> End:
        """Do the steps of a connection, up to one that ends it or to the client's own end."""
        steps = self._answers(line)
        for one in self._faults:
            steps = one(steps)
        for step in steps:
            if isinstance(step, End):
                if not step.reset:
                    hold_small_pieces(line.sock)
                self._send(line, step.last)
                return step
            if isinstance(step, Pause):
                self._pause(step)
            elif isinstance(step, bytes):
                self._send(line, step)
        return End()

    def _answers(self, line: _Line) -> Iterator[Step]:
        buffer = bytearray()
        data = b""
        while True:
            while (request := self._framing.take(buffer)) is not None:
                self._count(line, requests=[request])
                yield self._framing.wrap(self._replied(request))
            if self._rest:
                yield Pause(self._rest)
            if not is_readable(line.sock):
                yield Idle()
                if not is_readable(line.sock):
                    yield Idle(still=True)
            data = self._receive(line)
            if not data:
                return
            buffer += data

    def _replied(self, request: bytes) -> bytes:
        try:
            return self._reply(request)
        except Exception as error:
            self._failure = error
            raise _BoundError("an answer that failed") from error

    def _receive(self, line: _Line) -> bytes:
        line.sock.settimeout(self._left())
        data = line.sock.recv(self._chunk)
        if data:
            self._count(line, received=len(data))
        else:
            self._note(line, closed="fin")
        return data

    def _send(self, line: _Line, data: bytes) -> None:
        rest = memoryview(data)
        line.sock.settimeout(0)
        while rest:
            # Sent and counted in one step: whoever has got a byte finds it in `seen`, however busy the machine is.
            with self._changed:
                if line.before_answer is None:
                    line.before_answer = len(line.requests)
                try:
                    count = line.sock.send(rest)
                except BlockingIOError:
                    count = 0
                self._count(line, sent=count)
            rest = rest[count:]
            if not count:
                await_room(line.sock, self._left())

    def _pause(self, pause: Pause) -> None:
        if callable(pause.until):
            with contextlib.suppress(CheckFailed, Inconclusive):  # the check's own call says so too
                pause.until()
        else:
            self._stop.wait(min(pause.until, self._left()))

    def _hang_up(self, line: _Line, end: End) -> None:
        """Close our end; after an orderly close read on, until the client has closed its end too."""
        with line.sock:
            try:
                if end.reset:
                    reset_when_closed(line.sock)
                    return
                line.sock.shutdown(socket.SHUT_WR)
                while not line.closed and self._receive(line):
                    pass
            except (TimeoutError, _BoundError):
                pass  # the client may keep its end open as long as it likes
            except OSError:
                self._note(line, closed="reset")

    def _left(self) -> float:
        return max(self._until - time.monotonic(), 0.001)

    def _note(self, line: _Line, *, closed: str = "", broken: str = "") -> None:
        with self._changed:
            if not self._stop.is_set():  # what happens while we close isn't the client's doing
                line.closed = line.closed or closed
                self._broken = self._broken or broken
            self._changed.notify_all()

    def _count(self, line: _Line, *, requests: list[bytes] | None = None, received: int = 0, sent: int = 0) -> None:
        """Add to what was seen; raises _BoundError when it is too much, or when we close."""
        with self._changed:
            line.requests += requests or []
            line.received += received
            line.sent += sent
            self._changed.notify_all()
            if self._stop.is_set():
                raise _BoundError("the end of the check")
            for name, found in (
                ("requests", sum(len(one.requests) for one in self._lines)),
                ("bytes received", sum(one.received for one in self._lines)),
                ("bytes sent", sum(one.sent for one in self._lines)),
            ):
                most = getattr(self._bounds, name.split()[-1])
                if found > most:
                    raise _BoundError(f"more than {most} {name}")
