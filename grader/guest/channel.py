"""The guest's end of the channel: frames over two descriptors, which may be one and the same socket."""

from __future__ import annotations

import _thread
import os
from collections.abc import Mapping

from grader import wire

# Taken before student code could patch them.
_read, _write = os.read, os.write


class Channel:
    """Sends and receives frames; sending is safe from any thread."""

    def __init__(self, reading: int, writing: int) -> None:
        self._in, self._out = reading, writing
        self._sending = _thread.allocate_lock()

    def send(self, frame: Mapping[str, object]) -> None:
        """Send one frame; raises WireError when it is over a bound, OSError when the judge has gone."""
        data = memoryview(wire.pack(frame))
        with self._sending:
            while data:
                data = data[_write(self._out, data) :]

    def receive(self) -> wire.Frame | None:
        """Return the next frame, or None when the judge has closed the channel."""
        header = self._exactly(wire.HEADER)
        body = header and self._exactly(wire.body_length(header))
        return wire.unpack(body) if body else None

    def _exactly(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            chunk = _read(self._in, size - len(data))
            if not chunk:
                return b""
            data += chunk
        return bytes(data)

    def close(self) -> None:
        """Close this process's copies of the descriptors (a forked worker of the student's has no use for them)."""
        for descriptor in {self._in, self._out}:
            os.close(descriptor)
