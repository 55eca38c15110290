# style: a ring of places with two counters, waits in slices that are woken early, and a base class for all three
import threading
import time

SLICE = 0.25


class Waiting:
    def __init__(self):
        self.cv = threading.Condition()

    def wait_until(self, ready, timeout):
        began = time.monotonic()
        while not ready():
            if timeout is None:
                self.cv.wait(SLICE)
            else:
                elapsed = time.monotonic() - began
                if elapsed >= timeout:
                    return False
                self.cv.wait(min(SLICE, timeout - elapsed))
        return True


class BoundedBuffer(Waiting):
    def __init__(self, capacity):
        super().__init__()
        if capacity < 1:
            raise ValueError("capacity")
        self.ring = [None] * capacity
        self.first = 0
        self.count = 0

    def put(self, item, timeout=None):
        with self.cv:
            if not self.wait_until(lambda: self.count < len(self.ring), timeout):
                raise TimeoutError()
            self.ring[(self.first + self.count) % len(self.ring)] = item
            self.count += 1
            self.cv.notify_all()

    def get(self, timeout=None):
        with self.cv:
            if not self.wait_until(lambda: self.count > 0, timeout):
                raise TimeoutError()
            item = self.ring[self.first]
            self.ring[self.first] = None
            self.first = (self.first + 1) % len(self.ring)
            self.count -= 1
            self.cv.notify_all()
            return item

    def __len__(self):
        return self.count


class Gate(Waiting):
    def __init__(self):
        super().__init__()
        self.state = threading.Event()

    def wait(self, timeout=None):
        return self.state.wait(timeout)

    def open(self):
        with self.cv:
            self.state.set()

    def close(self):
        with self.cv:
            self.state.clear()


class Latch(Waiting):
    def __init__(self, count):
        super().__init__()
        self.remaining = count

    def count_down(self):
        with self.cv:
            if self.remaining:
                self.remaining -= 1
            self.cv.notify_all()

    def wait(self, timeout=None):
        with self.cv:
            return self.wait_until(lambda: self.remaining == 0, timeout)
