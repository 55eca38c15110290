# pattern: if for while
# make: b = Buffer()
# thread: b.get()
# thread: b.get()
# thread: b.put(1); b.put(2)

import threading


class Buffer:
    def __init__(self):
        self.items = []
        self.condition = threading.Condition()

    def put(self, item):
        with self.condition:
            self.items.append(item)
            self.condition.notify()

    def get(self):
        with self.condition:
            if not self.items:
                self.condition.wait()  # <- fault
            return self.items.pop(0)
