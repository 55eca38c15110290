# pattern: leaked lock on exception
# make: t = Tree()
# thread: t.add(1)
# thread: t.add(2)

import threading


class Tree:
    def __init__(self):
        self.lock = threading.RLock()
        self.items = []

    def add(self, item):
        self.lock.acquire()
        self._insert(item)
        self.lock.release()

    def _insert(self, item):
        self.lock.acquire()  # <- fault
        self.items.append(item)
