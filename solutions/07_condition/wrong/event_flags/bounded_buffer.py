# fault: two Events say whether there is something and whether there is a place, and two threads believe the same one | caught by: race
import threading
from collections import deque


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity")
        self.capacity = capacity
        self.items = deque()
        self.lock = threading.Lock()
        self.some = threading.Event()
        self.room = threading.Event()
        self.room.set()

    def put(self, item, timeout=None):
        if not self.room.wait(timeout):
            raise TimeoutError("full")
        with self.lock:
            self.items.append(item)
            self.some.set()
            if len(self.items) >= self.capacity:
                self.room.clear()

    def get(self, timeout=None):
        if not self.some.wait(timeout):  # <- fault
            raise TimeoutError("empty")
        with self.lock:
            item = self.items.popleft()
            self.room.set()
            if not self.items:
                self.some.clear()
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
