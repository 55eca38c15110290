"""What a guest prints, drained so that it never blocks, and bounded so that it never floods."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from typing import Final

MAX_OUTPUT: Final = 64 << 10
FLOOD: Final = 256 << 20
_CHUNK: Final = 1 << 18
_CAN_POLL: Final = hasattr(select, "poll")  # Windows can't poll a pipe; there, only the thread reads


class Output:
    """Drains a pipe on a thread: keeps the first part, counts the rest, and calls `on_flood` when it is too much."""

    def __init__(self, descriptor: int, on_flood: Callable[[], None] | None = None) -> None:
        self._descriptor = descriptor
        self._on_flood = on_flood
        self._kept = bytearray()
        self._lock = threading.Lock()
        self._ended = False
        self.size = 0
        self.flooded = False
        if _CAN_POLL:
            os.set_blocking(descriptor, False)
        self._thread = threading.Thread(target=self._drain, name="guest output", daemon=True)
        self._thread.start()

    def text(self) -> str:
        """What was printed until now, with a note when it was cut."""
        if _CAN_POLL:
            self._take()
        text = bytes(self._kept).decode("utf-8", "replace")
        return text + (f"\n... ({self.size:,} bytes in all)" if self.size > len(self._kept) else "")

    def join(self) -> None:
        """Wait for the end of the output, when all writers are gone."""
        self._thread.join(5)

    def _drain(self) -> None:
        while not self._ended:
            if _CAN_POLL:
                poll = select.poll()
                poll.register(self._descriptor, select.POLLIN)
                poll.poll()
            self._take()
        with self._lock:
            os.close(self._descriptor)

    def _take(self) -> None:
        """Read what is there (without poll: wait for some); whoever comes first does, so `text` is never behind."""
        with self._lock:
            while not self._ended:
                try:
                    chunk = os.read(self._descriptor, _CHUNK)
                except BlockingIOError:
                    return
                except OSError:
                    chunk = b""
                self.size += len(chunk)
                self._kept += chunk[: max(0, MAX_OUTPUT - len(self._kept))]
                self.flooded = self.size > FLOOD
                self._ended = not chunk or self.flooded
                if self.flooded and self._on_flood is not None:
                    self._on_flood()
                if not _CAN_POLL:
                    return
