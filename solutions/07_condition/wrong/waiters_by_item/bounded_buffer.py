# fault: who waits in put is known by its item, so one with an equal item takes its place in the table | caught by: race
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
        self.not_empty = threading.Condition(self.lock)
        self.waiting = {}  # item: what wakes the one who waits with it

    def put(self, item, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        with self.lock:
            while len(self.items) >= self.capacity:
                left = None if end is None else end - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError("still full")
                bell = self.waiting[item] = threading.Condition(self.lock)  # <- fault
                try:
                    bell.wait(left)
                finally:
                    self.waiting.pop(item, None)
            self.items.append(item)
            self.not_empty.notify()

    def get(self, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        with self.lock:
            while not self.items:
                left = None if end is None else end - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError("still empty")
                self.not_empty.wait(left)
            item = self.items.popleft()
            for bell in self.waiting.values():
                bell.notify()
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
            self.count = max(0, self.count - 1)
            if not self.count:
                self.condition.notify_all()

    def wait(self, timeout=None):
        with self.condition:
            return self.condition.wait_for(lambda: not self.count, timeout)
