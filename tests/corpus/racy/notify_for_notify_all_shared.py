# pattern: notify for notify_all
# make: b = Buffer()
# thread: b.put(1)
# thread: b.put(2)
# thread: b.get()
# thread: b.get()

import threading


class Buffer:
    def __init__(self):
        self.items = []
        self.changed = threading.Condition()

    def put(self, item):
        with self.changed:
            while self.items:
                self.changed.wait()
            self.items.append(item)
            self.changed.notify()  # <- fault

    def get(self):
        with self.changed:
            while not self.items:
                self.changed.wait()
            item = self.items.pop()
            self.changed.notify()
            return item
