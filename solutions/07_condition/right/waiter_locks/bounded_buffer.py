# style: nothing but Lock: each waiting thread sleeps on a lock of its own that is taken already
import threading
import time


class Monitor:
    """A condition variable made by hand."""

    def __init__(self):
        self.lock = threading.Lock()
        self.sleepers = []

    def sleep(self, timeout):
        bell = threading.Lock()
        bell.acquire()
        self.sleepers.append(bell)
        self.lock.release()
        rung = bell.acquire() if timeout is None else bell.acquire(timeout=max(0, timeout))
        self.lock.acquire()
        if not rung and bell in self.sleepers:
            self.sleepers.remove(bell)
        bell.release() if bell.locked() else None

    def wake_all(self):
        for bell in self.sleepers:
            bell.release()
        self.sleepers = []

    def until(self, ready, timeout):
        end = None if timeout is None else time.perf_counter() + timeout
        while not ready():
            if end is not None and time.perf_counter() >= end:
                return False
            self.sleep(None if end is None else end - time.perf_counter())
        return True


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity < 1")
        self.capacity = capacity
        self.items = []
        self.monitor = Monitor()

    def put(self, item, timeout=None):
        with self.monitor.lock:
            if not self.monitor.until(lambda: len(self.items) < self.capacity, timeout):
                raise TimeoutError("no place")
            self.items += [item]
            self.monitor.wake_all()

    def get(self, timeout=None):
        with self.monitor.lock:
            if not self.monitor.until(lambda: self.items, timeout):
                raise TimeoutError("no item")
            item, *self.items = self.items
            self.monitor.wake_all()
            return item

    def __len__(self):
        with self.monitor.lock:
            return len(self.items)


class Gate:
    def __init__(self):
        self.monitor = Monitor()
        self.is_open = False
        self.passes = set()

    def wait(self, timeout=None):
        me = object()
        with self.monitor.lock:
            if self.is_open:
                return True
            self.passes.add(me)
            try:
                return self.monitor.until(lambda: me not in self.passes, timeout)
            finally:
                self.passes.discard(me)

    def open(self):
        with self.monitor.lock:
            self.is_open = True
            self.passes.clear()
            self.monitor.wake_all()

    def close(self):
        with self.monitor.lock:
            self.is_open = False


class Latch:
    def __init__(self, count):
        self.monitor = Monitor()
        self.count = count

    def count_down(self):
        with self.monitor.lock:
            self.count = self.count - 1 if self.count else 0
            self.monitor.wake_all()

    def wait(self, timeout=None):
        with self.monitor.lock:
            return self.monitor.until(lambda: self.count == 0, timeout)
