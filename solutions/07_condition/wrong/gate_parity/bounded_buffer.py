# fault: openings are not counted, a mark is turned over: after an even number of openings, closed again, a waiting thread sees no change and sleeps on | caught by: race
import threading
import time
from collections import deque


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self._capacity = capacity
        self._items = deque()
        self._lock = threading.Lock()
        self._not_full = threading.Condition(self._lock)
        self._not_empty = threading.Condition(self._lock)

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
        self._turn = False

    def wait(self, timeout=None):
        with self._changed:
            seen = self._turn
            return self._changed.wait_for(lambda: self._is_open or self._turn != seen, timeout)

    def open(self):
        with self._changed:
            self._is_open = True
            self._turn = not self._turn  # <- fault
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
