# fault: BoundedBuffer is a queue.Queue in disguise | caught by: correctness
import queue  # <- fault
import threading


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity")
        self.q = queue.Queue(capacity)

    def put(self, item, timeout=None):
        try:
            self.q.put(item, timeout != 0, timeout)
        except queue.Full:
            raise TimeoutError("full") from None

    def get(self, timeout=None):
        try:
            return self.q.get(timeout != 0, timeout)
        except queue.Empty:
            raise TimeoutError("empty") from None

    def __len__(self):
        return self.q.qsize()


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
