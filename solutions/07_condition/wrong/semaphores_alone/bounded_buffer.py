# fault: two semaphores count places and items, but nothing guards the ring that several threads write to | caught by: race
import threading


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity")
        self.ring = [None] * capacity
        self.first = self.last = 0
        self.places = threading.Semaphore(capacity)
        self.there = threading.Semaphore(0)

    def put(self, item, timeout=None):
        if not self.places.acquire(timeout=timeout):
            raise TimeoutError("full")
        self.ring[self.last % len(self.ring)] = item
        self.last += 1  # <- fault
        self.there.release()

    def get(self, timeout=None):
        if not self.there.acquire(timeout=timeout):
            raise TimeoutError("empty")
        item = self.ring[self.first % len(self.ring)]
        self.first += 1
        self.places.release()
        return item

    def __len__(self):
        return self.last - self.first


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
