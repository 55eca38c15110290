"""The judge's end of the channel: requests with futures, and an end that always has a reason."""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Final

from grader import wire
from grader.facts import GuestDied, Told, told_of

MAX_UNSEEN: Final = 20
_STUCK: Final = 30.0
_CAN_POLL: Final = hasattr(select, "poll")  # Windows can't poll a pipe; there, reads and writes block


class Channel:
    """Frames to one guest and back, over two descriptors that it owns (they may be one and the same)."""

    def __init__(self, reading: int, writing: int, why_ended: Callable[[], str]) -> None:
        self._in, self._out = reading, writing
        self._why_ended = why_ended
        self._numbers = itertools.count(1)
        self._pending: dict[int, Future[object]] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._busy = False
        self.ended: str | None = None
        self.unseen: list[Told] = []
        """Exceptions that ended a thread of the student's unseen."""
        if _CAN_POLL:
            for descriptor in (reading, writing):
                os.set_blocking(descriptor, False)
        self._reader = threading.Thread(target=self._read, name="guest channel", daemon=True)
        self._reader.start()

    @property
    def has_news(self) -> bool:
        """Whether the guest has said something that we have not yet come to."""
        return self._reader.is_alive() and (self._busy or (_CAN_POLL and _await(self._in, seconds=0)))

    def request(self, op: str, **fields: object) -> tuple[int, Future[object]]:
        """Send a request; the future gets the raw JSON value, or an exception that was told."""
        stuck = False
        with self._lock:
            number = next(self._numbers)
            future: Future[object] = Future()
            if self.ended is not None:
                future.set_exception(GuestDied(self.ended))
                return number, future
            self._pending[number] = future
            frame = wire.pack({"op": op, "id": number, **fields})
            with contextlib.suppress(OSError):  # the reader finds out why, and ends the future
                stuck = not self._write(frame)
        if stuck:
            self._end("your program no longer takes what the checks send to it")
        return number, future

    def _write(self, frame: bytes) -> bool:
        """Send it all; false when the guest doesn't take it."""
        while frame:
            try:
                frame = frame[os.write(self._out, frame) :]
            except BlockingIOError:
                if not _await(self._out, write=True, seconds=_STUCK):
                    return False
        return True

    def close(self) -> None:
        """Hang up; the guest ends itself. Idempotent."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self.ended = self.ended or "the check is over"
        if self._out != self._in:
            os.close(self._out)  # a pipe: the guest's end of file, and then ours
        else:
            _shut_down(self._in)
        self._reader.join(5)
        if not self._reader.is_alive():
            os.close(self._in)

    def _read(self) -> None:
        try:
            while (header := self._exactly(wire.HEADER)) is not None:
                body = self._exactly(wire.body_length(header))
                if body is None:
                    break
                self._take(wire.unpack(body))
            self._end(self._why_ended())
        except (wire.WireError, OSError) as error:
            self._end(f"the submission broke the protocol between itself and the checks ({error})")

    def _take(self, frame: Mapping[str, object]) -> None:
        op, number = frame.get("op"), frame.get("id")
        if op == "unseen":
            told = told_of(wire.decode_error(frame.get("error")))
            if told is not None and len(self.unseen) < MAX_UNSEEN:
                self.unseen.append(told)
            return
        future = self._pending.pop(number, None) if type(number) is int else None
        if future is None:
            raise wire.WireError("an answer to what was never asked")
        if op == "result":
            future.set_result(frame.get("value"))
        elif op == "error":
            future.set_exception(wire.decode_error(frame.get("error")))
        else:
            raise wire.WireError(f"unknown frame {op!r}")

    def _exactly(self, size: int) -> bytes | None:
        data = bytearray()
        while len(data) < size:
            try:
                chunk = os.read(self._in, size - len(data))
            except BlockingIOError:
                self._busy = False
                _await(self._in)
                self._busy = True
                continue
            except ConnectionError:
                return None
            if not chunk:
                return None
            data += chunk
        return bytes(data)

    def _end(self, why: str) -> None:
        with self._lock:
            self.ended = self.ended or why
            pending, self._pending = self._pending, {}
        for future in pending.values():
            future.set_exception(GuestDied(self.ended))


def _await(descriptor: int, *, write: bool = False, seconds: float | None = None) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT if write else select.POLLIN)
    return bool(poll.poll(None if seconds is None else seconds * 1000))


def _shut_down(descriptor: int) -> None:
    with socket.socket(fileno=os.dup(descriptor)) as end, contextlib.suppress(OSError):  # the guest may be faster
        end.shutdown(socket.SHUT_RDWR)
