# pattern: lock-order deadlock, 2 locks
# make: b = Bank()
# thread: b.transfer(0, 1, 4)
# thread: b.transfer(1, 0, 4)
# then: b.accounts
# holds: then == [[5, 5]]

import threading


class Bank:
    def __init__(self):
        self.accounts = [5, 5]
        self.lock = threading.Lock()

    def transfer(self, source, target, amount):
        with self.lock:
            if self.accounts[source] >= amount:
                self.accounts[source] -= amount
                self.accounts[target] += amount
