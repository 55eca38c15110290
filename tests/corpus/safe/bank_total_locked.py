# pattern: torn pair
# make: b = Bank()
# thread: b.transfer("a", "b", 5)
# thread: b.total()
# holds: threads[1] == [10]

import threading


class Bank:
    def __init__(self):
        self.accounts = {"a": 10, "b": 0}
        self.lock = threading.Lock()

    def transfer(self, source, target, amount):
        with self.lock:
            self.accounts[source] -= amount
            self.accounts[target] += amount

    def total(self):
        with self.lock:
            return sum(self.accounts.values())
