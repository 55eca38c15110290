# pattern: if for while
# make: b = Buffer()
# thread: b.put(1); b.put(2)
# thread: b.put(3)
# thread: b.get(); b.get(); b.get()
# then: b.most
# holds: then[0] <= 1

import threading


class Buffer:
    def __init__(self):
        self.items = []
        self.most = 0
        self.lock = threading.Lock()
        self.not_full = threading.Condition(self.lock)
        self.not_empty = threading.Condition(self.lock)

    def put(self, item):
        with self.not_full:
            if len(self.items) >= 1:
                self.not_full.wait()  # <- fault
            self.items.append(item)
            self.most = max(self.most, len(self.items))
            self.not_empty.notify()

    def get(self):
        with self.not_empty:
            while not self.items:
                self.not_empty.wait()
            item = self.items.pop(0)
            self.not_full.notify()
            return item
