# fault: the lock and both conditions belong to the class: a notify may wake somebody who waits at another buffer, and who should have been woken sleeps on | caught by: race
import threading
import time
from collections import deque


class BoundedBuffer:
    _lock = threading.Lock()  # <- fault
    _not_full = threading.Condition(_lock)
    _not_empty = threading.Condition(_lock)

    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self._capacity = capacity
        self._items = deque()

    def put(self, item, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        with self._lock:
            while len(self._items) >= self._capacity:
                if end is None:
                    self._not_full.wait()
                else:
                    left = end - time.monotonic()
                    if left <= 0:
                        raise TimeoutError("still full")
                    self._not_full.wait(left)
            self._items.append(item)
            self._not_empty.notify()

    def get(self, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        with self._lock:
            while not self._items:
                if end is None:
                    self._not_empty.wait()
                else:
                    left = end - time.monotonic()
                    if left <= 0:
                        raise TimeoutError("still empty")
                    self._not_empty.wait(left)
            item = self._items.popleft()
            self._not_full.notify()
            return item

    def __len__(self):
        with self._lock:
            return len(self._items)


class Gate:
    def __init__(self):
        self._changed = threading.Condition()
        self._is_open = False
        self._openings = 0

    def wait(self, timeout=None):
        with self._changed:
            seen = self._openings
            return self._changed.wait_for(lambda: self._is_open or self._openings > seen, timeout)

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
        self._zero = threading.Condition()

    def count_down(self):
        with self._zero:
            if self._count > 0:
                self._count -= 1
                if self._count == 0:
                    self._zero.notify_all()

    def wait(self, timeout=None):
        with self._zero:
            return self._zero.wait_for(lambda: self._count == 0, timeout)
