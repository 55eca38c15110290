# fault: get waits on its condition without holding the lock | caught by: correctness
import threading
from collections import deque


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity")
        self.capacity = capacity
        self.items = deque()
        self.changed = threading.Condition()

    def put(self, item, timeout=None):
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.items) < self.capacity, timeout):
                raise TimeoutError("full")
            self.items.append(item)
            self.changed.notify_all()

    def get(self, timeout=None):
        if not self.changed.wait_for(lambda: self.items, timeout):  # <- fault
            raise TimeoutError("empty")
        with self.changed:
            item = self.items.popleft()
            self.changed.notify_all()
            return item

    def __len__(self):
        with self.changed:
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
