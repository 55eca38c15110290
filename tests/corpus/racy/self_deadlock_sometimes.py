# pattern: self-deadlock
# make: c = Cache()
# thread: c.put("a")
# thread: c.put("b")

import threading


class Cache:
    def __init__(self):
        self.lock = threading.Lock()
        self.items = {}

    def put(self, key):
        with self.lock:
            if self.items:
                self.shrink()
            self.items[key] = len(self.items)

    def shrink(self):
        with self.lock:  # <- fault
            self.items.popitem()
