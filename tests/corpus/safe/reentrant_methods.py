# pattern: self-deadlock
# make: a = Account()
# thread: a.deposit_all([1, 2])
# thread: a.deposit(4)
# then: a.balance
# holds: then == [7]

import threading


class Account:
    def __init__(self):
        self.lock = threading.RLock()
        self.balance = 0

    def deposit(self, amount):
        with self.lock:
            self.balance += amount

    def deposit_all(self, amounts):
        with self.lock:
            for amount in amounts:
                self.deposit(amount)
