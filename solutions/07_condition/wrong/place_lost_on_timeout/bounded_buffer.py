# fault: put has taken its place and gives up because the mutex isn't free in time: the place is never given back, and the buffer is smaller from then on | caught by: race
import threading
import time
from collections import deque
from typing import Any


class BoundedBuffer:
    """Two semaphores count the free places and the items."""

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("capacity < 1")
        self._places = threading.Semaphore(capacity)
        self._filled = threading.Semaphore(0)
        self._mutex = threading.Lock()
        self._content: deque[Any] = deque()

    def put(self, item: Any, timeout: float | None = None) -> None:
        end = None if timeout is None else time.monotonic() + timeout
        if not self._places.acquire(timeout=timeout):
            raise TimeoutError("no place")
        left = -1 if end is None else max(0, end - time.monotonic())
        if not self._mutex.acquire(timeout=left):  # <- fault
            raise TimeoutError("no time left")
        try:
            self._content.append(item)
        finally:
            self._mutex.release()
        self._filled.release()

    def get(self, timeout: float | None = None) -> Any:
        if not self._filled.acquire(timeout=timeout):
            raise TimeoutError("no item")
        with self._mutex:
            item = self._content.popleft()
        self._places.release()
        return item

    def __len__(self) -> int:
        with self._mutex:
            return len(self._content)


class Gate:
    """Each opening has an event of its own, which is never cleared: a closed gate just gets a new one."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._event = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        with self._mutex:
            event = self._event
        return event.wait(timeout)

    def open(self) -> None:
        with self._mutex:
            self._event.set()

    def close(self) -> None:
        with self._mutex:
            if self._event.is_set():
                self._event = threading.Event()


class Latch:
    def __init__(self, count: int) -> None:
        self._mutex = threading.Lock()
        self._count = count
        self._done = threading.Event()
        if count == 0:
            self._done.set()

    def count_down(self) -> None:
        with self._mutex:
            if self._count:
                self._count -= 1
            if not self._count:
                self._done.set()

    def wait(self, timeout: float | None = None) -> bool:
        return self._done.wait(timeout)
