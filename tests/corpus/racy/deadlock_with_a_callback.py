# pattern: lock-order deadlock, 2 locks
# make: a = Side()
# make: b = Side(a)
# thread: a.fire()
# thread: b.fire()

import threading


class Side:
    def __init__(self, partner=None):
        self.lock = threading.Lock()
        self.partner = partner
        self.heard = 0
        if partner is not None:
            partner.partner = self

    def fire(self):
        with self.lock:
            self.partner.hear()  # <- fault

    def hear(self):
        with self.lock:
            self.heard += 1
