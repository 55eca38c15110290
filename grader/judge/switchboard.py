"""The switchboard: where the calls of student code to witnesses arrive.

Each call is a connection of its own, so that the kernel says which process rang, from any thread and any process. What
talks nonsense is hung up on, and is no evidence.

Whose turn it is, the student's or the judge's, is known at every moment: from the moment that the kernel has a call or
bytes of one, until the answer is sent, it is the judge's, however late our threads come to it on a busy machine.
Except while a gate or a latch holds the call: then it waits for what the check or other calls do.
"""

from __future__ import annotations

import contextlib
import itertools
import secrets
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator

from grader import wire
from grader.judge.sockets import are_readable
from grader.judge.witness import Seen, Witness

MAX_CALLS = 20_000
MAX_AT_ONCE = 256
_CHUNK = 1 << 16


class Switchboard:
    """Takes the calls that student code dials, each on a thread of its own, and knows who rang."""

    def __init__(self, listener: socket.socket, wait_until: Callable[[Callable[[], bool]], str]) -> None:
        self._listener = listener
        self.wait_until = wait_until
        self._key = secrets.token_hex(8)
        self._witnesses: dict[int, Witness] = {}
        self._numbers = itertools.count(1)
        self._calls = itertools.count(1)
        self._listener.settimeout(0)
        self._lines: set[socket.socket] = set()
        self._hearing: set[socket.socket] = set()  # lines whose threads wait for more
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
    def _not_at_work(self) -> Iterator[None]:
        with self._lock:
            self._working -= 1
        try:
            yield
        finally:
            with self._lock:
                self._working += 1

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
        """Whether it is the judge's turn: somebody has rung or said something and has no answer yet."""
        held = sum(witness.held for witness in list(self._witnesses.values()))
        return self._working > held or are_readable((self._listener, *tuple(self._hearing)), 0)

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
            if not are_readable((self._listener,), 1.0):
                continue
            with self.at_work():
                try:
                    line, _ = self._listener.accept()
                except BlockingIOError:
                    continue  # whoever rang has gone
                except OSError:
                    return
                self._greet(line)

    def _greet(self, line: socket.socket) -> None:
        if len(self._lines) >= MAX_AT_ONCE or next(self._calls) > MAX_CALLS:
            self.flooded = True
            line.close()
            return
        line.setblocking(True)
        self._lines.add(line)
        self._hearing.add(line)
        threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        heard, seen = bytearray(), None
        try:
            pid = _peer(line)
            while line.recv(1, socket.MSG_PEEK):
                with self.at_work():
                    self._hearing.discard(line)
                    heard += line.recv(_CHUNK)
                    while (frame := _cut(heard)) is not None:
                        witness = self._witnesses.get(frame.get("witness", 0))
                        if witness is None or frame.get("key") != self._key or type(frame.get("args")) is not list:
                            return
                        args = tuple(wire.decode(arg) for arg in frame["args"])
                        seen = seen or Seen(args, pid or int(frame["pid"]), int(frame["thread"]), time.monotonic())
                        self._say(line, wire.pack(self._answer(witness, seen, str(frame.get("step")))))
                    self._hearing.add(line)
        except (OSError, wire.WireError, TypeError, ValueError, KeyError):
            pass  # whoever rang has gone, or talks nonsense: no evidence, and nothing of ours breaks
        finally:
            self._lines.discard(line)
            self._hearing.discard(line)
            line.close()

    def _say(self, line: socket.socket, answer: bytes) -> None:
        """Send an answer; what doesn't fit into the kernel's buffer waits for the student to read."""
        try:
            rest = answer[line.send(answer, socket.MSG_DONTWAIT) :] if hasattr(socket, "MSG_DONTWAIT") else answer
        except BlockingIOError:
            rest = answer
        if rest:
            with self._not_at_work():
                line.sendall(rest)

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


def _cut(heard: bytearray) -> wire.Frame | None:
    """Cut one frame off the front; None while there is none whole."""
    if len(heard) < wire.HEADER:
        return None
    size = wire.HEADER + wire.body_length(bytes(heard[: wire.HEADER]))
    if len(heard) < size:
        return None
    body = bytes(memoryview(heard)[wire.HEADER : size])
    del heard[:size]
    return wire.unpack(body)


def _hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):  # not connected, or gone
        line.shutdown(socket.SHUT_RDWR)
