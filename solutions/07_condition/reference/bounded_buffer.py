"""Reference: one lock, a condition for each side, and the end of the time computed once."""

import threading
import time
from collections import deque


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"a buffer needs at least one place, not {capacity}")
        self._capacity = capacity
        self._items = deque()
        self._lock = threading.Lock()
        self._not_full = threading.Condition(self._lock)
        self._not_empty = threading.Condition(self._lock)

    def put(self, item, timeout=None):
        with self._lock:
            _wait(self._not_full, lambda: len(self._items) < self._capacity, timeout)
            self._items.append(item)
            self._not_empty.notify()

    def get(self, timeout=None):
        with self._lock:
            _wait(self._not_empty, lambda: len(self._items) > 0, timeout)
            item = self._items.popleft()
            self._not_full.notify()
            return item

    def __len__(self):
        with self._lock:
            return len(self._items)


def _wait(condition, may_go_on, timeout):
    """Wait on a condition, whose lock is held, until `may_go_on()`; raises TimeoutError when time is up."""
    end = None if timeout is None else time.monotonic() + timeout
    while not may_go_on():
        left = None if end is None else end - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError("time is up")
        condition.wait(left)


class Gate:
    def __init__(self):
        self._is_open = False
        self._openings = 0  # so that who waited for one knows of it, also if it is over already
        self._changed = threading.Condition()

    def wait(self, timeout=None):
        with self._changed:
            seen = self._openings
            return self._changed.wait_for(lambda: self._is_open or self._openings != seen, timeout)

    def open(self):
        with self._changed:
            self._is_open = True
            self._openings += 1
            self._changed.notify_all()

    def close(self):
        with self._changed:
            self._is_open = False


class Latch:
    def __init__(self, count):
        self._count = count
        self._is_zero = threading.Condition()

    def count_down(self):
        with self._is_zero:
            if self._count > 0:
                self._count -= 1
                if self._count == 0:
                    self._is_zero.notify_all()

    def wait(self, timeout=None):
        with self._is_zero:
            return self._is_zero.wait_for(lambda: self._count == 0, timeout)
