# fault: get looks outside of the lock and takes inside, and another thread may take in between | caught by: race
import threading
import time
from collections import deque


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.capacity = capacity
        self.items = deque()
        self.lock = threading.Lock()
        self.not_full = threading.Condition(self.lock)
        self.not_empty = threading.Condition(self.lock)

    def put(self, item, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        with self.lock:
            while len(self.items) >= self.capacity:
                left = None if end is None else end - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError("still full")
                self.not_full.wait(left)
            self.items.append(item)
            self.not_empty.notify()

    def get(self, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        while not self.items:
            with self.lock:
                left = None if end is None else end - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError("still empty")
                if not self.items:
                    self.not_empty.wait(left)
        with self.lock:
            item = self.items.popleft()  # <- fault
            self.not_full.notify()
            return item

    def __len__(self):
        with self.lock:
            return len(self.items)


class Gate:
    def __init__(self):
        self.event = threading.Event()

    def wait(self, timeout=None):
        return self.event.wait(timeout)

    def open(self):
        self.event.set()

    def close(self):
        self.event.clear()


class Latch:
    def __init__(self, count):
        self.count = count
        self.condition = threading.Condition()

    def count_down(self):
        with self.condition:
            if self.count > 0:
                self.count -= 1
            if self.count == 0:
                self.condition.notify_all()

    def wait(self, timeout=None):
        with self.condition:
            return self.condition.wait_for(lambda: self.count == 0, timeout)
