# pattern: self-deadlock
# make: b = Box()
# thread: b.put(1)
# thread: b.get()

import threading


class Box:
    def __init__(self):
        self.lock = threading.Lock()
        self.changed = threading.Condition(self.lock)
        self.items = []

    def put(self, item):
        with self.lock:
            self.items.append(item)
            with self.changed:  # <- fault
                self.changed.notify()

    def get(self):
        with self.changed:
            while not self.items:
                self.changed.wait()
            return self.items.pop()
