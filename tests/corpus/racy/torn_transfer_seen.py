# pattern: torn pair
# make: b = Bank()
# thread: b.transfer(3)
# thread: b.total()
# holds: threads[1] == [10]

import threading


class Bank:
    def __init__(self):
        self.mine, self.yours = 10, 0
        self.lock = threading.RLock()

    def transfer(self, amount):
        with self.lock:
            self.mine -= amount
        with self.lock:  # <- fault
            self.yours += amount

    def total(self):
        with self.lock:
            return self.mine + self.yours
