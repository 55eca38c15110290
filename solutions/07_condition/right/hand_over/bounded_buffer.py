# style: each waiting thread has an Event of its own, and what it waits for is handed to it directly
import threading
from collections import deque


class _Waiter:
    def __init__(self, item=None):
        self.event = threading.Event()
        self.item = item
        self.served = False

    def serve(self, item=None):
        self.item = item
        self.served = True
        self.event.set()


class BoundedBuffer:
    def __init__(self, capacity):
        if not capacity >= 1:
            raise ValueError(capacity)
        self.capacity = capacity
        self.items = deque()
        self.getters = deque()
        self.putters = deque()
        self.mutex = threading.Lock()

    def put(self, item, timeout=None):
        with self.mutex:
            if self.getters:
                self.getters.popleft().serve(item)
                return
            if len(self.items) < self.capacity:
                self.items.append(item)
                return
            waiter = _Waiter(item)
            self.putters.append(waiter)
        self._sleep(waiter, self.putters, timeout)

    def get(self, timeout=None):
        with self.mutex:
            if self.items:
                item = self.items.popleft()
                if self.putters:
                    putter = self.putters.popleft()
                    self.items.append(putter.item)
                    putter.serve()
                return item
            waiter = _Waiter()
            self.getters.append(waiter)
        self._sleep(waiter, self.getters, timeout)
        return waiter.item

    def _sleep(self, waiter, waiting, timeout):
        if waiter.event.wait(timeout):
            return
        with self.mutex:
            if waiter.served:  # in the last moment
                return
            waiting.remove(waiter)
        raise TimeoutError("nobody came")

    def __len__(self):
        with self.mutex:
            return len(self.items)


class Gate:
    def __init__(self):
        self.mutex = threading.Lock()
        self.opened = False
        self.waiting = []

    def wait(self, timeout=None):
        with self.mutex:
            if self.opened:
                return True
            mine = threading.Event()
            self.waiting.append(mine)
        return mine.wait(timeout)

    def open(self):
        with self.mutex:
            self.opened = True
            waiting, self.waiting = self.waiting, []
        for each in waiting:
            each.set()

    def close(self):
        with self.mutex:
            self.opened = False


class Latch:
    def __init__(self, count):
        self.mutex = threading.Lock()
        self.tickets = [object() for _ in range(count)]
        self.gate = Gate()
        if not self.tickets:
            self.gate.open()

    def count_down(self):
        with self.mutex:
            if self.tickets:
                self.tickets.pop()
            if not self.tickets:
                self.gate.open()

    def wait(self, timeout=None):
        return self.gate.wait(timeout)
