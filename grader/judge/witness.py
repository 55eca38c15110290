"""Witnesses: functions of the judge's that student code calls back, and the switchboard that takes those calls.

What a witness saw, and what it answered, is the judge's own evidence: the kernel says which process called
(SO_PEERCRED), the judge's clock says when, and the answer comes from a secret function, so that a right result proves
that the item really went through it.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import secrets
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from grader import wire
from grader.facts import CheckFailed

MAX_CALLS = 20_000
MAX_AT_ONCE = 256


@dataclass(slots=True)
class Seen:
    """One call as the judge saw it: times are the judge's monotonic seconds; `ended` is None while it goes on."""

    args: tuple[object, ...]
    pid: int
    thread: int
    began: float
    ended: float | None = None
    cpu: dict[str, int] = field(default_factory=dict)


class Witness:
    """A judge-side function that can be passed to student code as an argument.

    Without a function of its own it answers by a secret one: `value(x)` tells the judge what that is for x.
    """

    burn = 0.0

    def __init__(self, board: Switchboard, function: Callable[..., object] | None, name: str) -> None:
        self._board = board
        self._function = function
        self._secret = secrets.token_bytes(16)
        self.name = name
        self.told = board.add(self)
        self.calls: list[Seen] = []
        self.peak = 0
        self._inside = 0
        self._lock = threading.Condition()

    def value(self, *args: object) -> object:
        """What the witness answers for these arguments; without a function, a secret whole number."""
        if self._function is not None:
            return self._function(*args)
        digest = hashlib.blake2b(repr(wire.encode(args)).encode(), key=self._secret, digest_size=3).digest()
        return int.from_bytes(digest, "big")

    @property
    def count(self) -> int:
        """How many calls came."""
        return len(self.calls)

    @property
    def inside(self) -> int:
        """How many calls are in flight now."""
        return self._inside

    @property
    def pids(self) -> set[int]:
        """The processes that called, by the kernel's numbers."""
        return {call.pid for call in list(self.calls)}

    def take(self, seen: Seen, step: str) -> object:
        """Take a call (on a thread of the switchboard) and return its answer."""
        del step
        with self._lock:
            self.calls.append(seen)
            self._inside += 1
            self.peak = max(self.peak, self._inside)
            self._arrived()
        try:
            self._hold(seen)
            with self._board.at_work():
                return self.value(*seen.args)
        finally:
            with self._lock:
                self._inside -= 1
                seen.ended = time.monotonic()
                self._lock.notify_all()

    def _arrived(self) -> None:
        """Note one more call in flight; called with the lock held."""

    def _hold(self, seen: Seen) -> None:
        """Wait until this call may go on."""

    def let_go(self) -> None:
        """Let everything go: the check is over."""


class Gate(Witness):
    """A witness whose calls wait inside until the check lets them go."""

    def __init__(self, board: Switchboard, function: Callable[..., object] | None, name: str) -> None:
        super().__init__(board, function, name)
        self._passes = 0
        self._open = False
        self._released: list[tuple[object, ...]] = []

    def wait_for(self, count: int) -> None:
        """Wait until `count` calls are inside; CheckFailed when the student's side goes quiet with fewer."""
        if self._board.wait_until(lambda: self._inside >= count) != "done":
            raise CheckFailed(
                f"{count} calls of the function should be running at the same time, but there were {self._inside} "
                "when all of your code was waiting"
            )

    def release(self, count: int = 1) -> None:
        """Let `count` calls go, those that came first first; calls that come later may use what is left over."""
        with self._lock:
            self._passes += count
            self._lock.notify_all()

    def release_args(self, *args: object) -> None:
        """Let the calls with just these arguments go, now or when they come."""
        with self._lock:
            self._released.append(args)
            self._lock.notify_all()

    def open(self) -> None:
        """Let all calls go, now and later."""
        with self._lock:
            self._open = True
            self._lock.notify_all()

    let_go = open

    def _hold(self, seen: Seen) -> None:
        with self._lock:
            self._lock.wait_for(lambda: self._open or self._may_pass(seen))
            if not self._open and seen.args not in self._released:
                self._passes -= 1

    def _may_pass(self, seen: Seen) -> bool:
        if seen.args in self._released:
            return True
        waiting = [call for call in self.calls if call.ended is None and call.args not in self._released]
        return self._passes > 0 and bool(waiting) and waiting[0] is seen


class Switchboard:
    """Takes the calls that student code dials, each on a thread of its own, and knows who rang."""

    def __init__(self, listener: socket.socket, wait_until: Callable[[Callable[[], bool]], str]) -> None:
        self._listener = listener
        self.wait_until = wait_until
        self._key = secrets.token_hex(8)
        self._witnesses: dict[int, Witness] = {}
        self._numbers = itertools.count(1)
        self._calls = itertools.count(1)
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._working = 0
        self.latched = 0
        self._closed = False
        self.flooded = False
        self.planned: set[str] = set()
        """Texts of the exceptions that witnesses raised on purpose."""
        threading.Thread(target=self._accept, name="switchboard", daemon=True).start()

    def add(self, witness: Witness) -> dict[str, object]:
        """Give the witness a number, and return what a guest needs to dial it."""
        number = next(self._numbers)
        self._witnesses[number] = witness
        told: dict[str, object] = {"address": _address(self._listener), "number": number, "key": self._key}
        return told | {"name": witness.name, "burn": witness.burn}

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Say that the judge itself is busy with an answer: such time isn't the student's quiet."""
        with self._lock:
            self._working += 1
        try:
            yield
        finally:
            with self._lock:
                self._working -= 1

    @contextlib.contextmanager
    def latched_call(self) -> Iterator[None]:
        """Say that a call waits in a latch, whose own patience decides how long."""
        with self._lock:
            self.latched += 1
        try:
            yield
        finally:
            with self._lock:
                self.latched -= 1

    @property
    def is_working(self) -> bool:
        """Whether the judge works on an answer right now."""
        return self._working > 0

    def close(self) -> None:
        """Let all calls go and hang up on everybody. Idempotent."""
        self._closed = True
        for witness in self._witnesses.values():
            witness.let_go()
        _hang_up(self._listener)
        self._listener.close()
        for line in list(self._lines):
            _hang_up(line)

    def _accept(self) -> None:
        while not self._closed:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            if len(self._lines) >= MAX_AT_ONCE or next(self._calls) > MAX_CALLS:
                self.flooded = True
                line.close()
                continue
            self._lines.add(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        seen: Seen | None = None
        try:
            pid = _peer(line)
            while (frame := _receive(line)) is not None:
                witness = self._witnesses.get(frame.get("witness", 0))
                if witness is None or frame.get("key") != self._key or type(frame.get("args")) is not list:
                    return
                args = tuple(wire.decode(arg) for arg in frame["args"])
                seen = seen or Seen(args, pid or int(frame["pid"]), int(frame["thread"]), time.monotonic())
                line.sendall(wire.pack(self._answer(witness, seen, str(frame.get("step")))))
        except (OSError, wire.WireError, TypeError, ValueError, KeyError):
            pass  # whoever rang has gone, or talks nonsense: no evidence, and nothing of ours breaks
        finally:
            self._lines.discard(line)
            line.close()

    def _answer(self, witness: Witness, seen: Seen, step: str) -> dict[str, object]:
        try:
            return {"value": wire.encode(witness.take(seen, step))}
        except Exception as error:
            self.planned.add(str(error))
            return {"error": wire.encode_error(error, planned=True)}


def _address(listener: socket.socket) -> list[object]:
    if listener.family == socket.AF_INET:
        host, port = listener.getsockname()
        return ["tcp", host, port]
    name = listener.getsockname()
    return ["unix", name.decode() if isinstance(name, bytes) else name]


def _peer(line: socket.socket) -> int:
    """Return the caller's process id as the kernel knows it, 0 where it doesn't say."""
    if not sys.platform.startswith("linux") or line.family != socket.AF_UNIX:
        return 0
    credentials = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid: int = struct.unpack("3i", credentials)[0]
    return pid


def _receive(line: socket.socket) -> wire.Frame | None:
    header = _exactly(line, wire.HEADER)
    body = header and _exactly(line, wire.body_length(header))
    return wire.unpack(body) if body else None


def _exactly(line: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        chunk = line.recv(size - len(data))
        if not chunk:
            return b""
        data += chunk
    return bytes(data)


def _hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):  # not connected, or gone
        line.shutdown(socket.SHUT_RDWR)
