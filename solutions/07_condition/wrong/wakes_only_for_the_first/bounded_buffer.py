# fault: put wakes a thread only if the buffer was empty, so the second of two that wait sleeps on | caught by: race
import threading
import time
from collections import deque


class BoundedBuffer:
    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self._capacity = capacity
        self._items = deque()
        self._lock = threading.Lock()
        self._not_full = threading.Condition(self._lock)
        self._not_empty = threading.Condition(self._lock)

    def put(self, item, timeout: float | None = None) -> None:
        end = None if timeout is None else time.monotonic() + timeout
        with self._lock:
            while len(self._items) >= self._capacity:
                left = None if end is None else end - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError("the buffer is full")
                self._not_full.wait(left)
            self._items.append(item)
            if len(self._items) == 1:  # <- fault
                self._not_empty.notify()  # else there is nobody who waits

    def get(self, timeout: float | None = None):
        end = None if timeout is None else time.monotonic() + timeout
        with self._lock:
            while not self._items:
                left = None if end is None else end - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError("the buffer is empty")
                self._not_empty.wait(left)
            item = self._items.popleft()
            self._not_full.notify()
            return item

    def __len__(self) -> int:
        with self._lock:
            return len(self._items)


class Gate:
    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._open = False
        self._openings = 0

    def wait(self, timeout: float | None = None) -> bool:
        with self._condition:
            seen = self._openings
            return self._condition.wait_for(lambda: self._open or self._openings != seen, timeout)

    def open(self) -> None:
        with self._condition:
            self._open = True
            self._openings += 1
            self._condition.notify_all()

    def close(self) -> None:
        with self._condition:
            self._open = False


class Latch:
    def __init__(self, count: int) -> None:
        self._condition = threading.Condition()
        self._count = count

    def count_down(self) -> None:
        with self._condition:
            if self._count > 0:
                self._count -= 1
                if self._count == 0:
                    self._condition.notify_all()

    def wait(self, timeout: float | None = None) -> bool:
        with self._condition:
            return self._condition.wait_for(lambda: self._count == 0, timeout)
