# pattern: lock-order deadlock, 2 locks
# make: n = Node()
# thread: n.fire()
# thread: n.other.fire()

import threading


class Side:
    def __init__(self, partner=None):
        self.lock = threading.Lock()
        self.partner = partner
        self.heard = 0

    def fire(self):
        with self.lock:
            self.partner.hear()  # <- fault

    def hear(self):
        with self.lock:
            self.heard += 1


class Node(Side):
    def __init__(self):
        super().__init__()
        self.other = Side(self)
        self.partner = self.other
