# pattern: if for while
# make: b = Buffer(1)
# thread: b.put(1); b.put(2)
# thread: b.get(); b.get()
# holds: threads[1] == [1, 2]

import threading


class Buffer:
    def __init__(self, size):
        self.size = size
        self.items = []
        self.lock = threading.Lock()
        self.not_full = threading.Condition(self.lock)
        self.not_empty = threading.Condition(self.lock)

    def put(self, item):
        with self.not_full:
            while len(self.items) >= self.size:
                self.not_full.wait()
            self.items.append(item)
            self.not_empty.notify()

    def get(self):
        with self.not_empty:
            while not self.items:
                self.not_empty.wait()
            item = self.items.pop(0)
            self.not_full.notify()
            return item
