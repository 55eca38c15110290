# style: two semaphores count places and items, a plain Event is the gate, and the latch sets an Event
import threading
from collections import deque


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("at least one place")
        self._places = threading.Semaphore(capacity)
        self._there = threading.Semaphore(0)
        self._items = deque()

    def put(self, item, timeout=None):
        if not self._places.acquire(timeout=timeout):
            raise TimeoutError("full")
        self._items.append(item)  # one step: deque takes care of itself
        self._there.release()

    def get(self, timeout=None):
        if not self._there.acquire(timeout=timeout):
            raise TimeoutError("empty")
        item = self._items.popleft()
        self._places.release()
        return item

    def __len__(self):
        return len(self._items)


class Gate(threading.Event):
    open = threading.Event.set
    close = threading.Event.clear


class Latch:
    def __init__(self, count):
        self._lock = threading.Lock()
        self._left = count
        self._done = threading.Event()
        if count == 0:
            self._done.set()

    def count_down(self):
        with self._lock:
            self._left = max(0, self._left - 1)
            if not self._left:
                self._done.set()

    def wait(self, timeout=None):
        return self._done.wait(timeout)
