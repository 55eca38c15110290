# pattern: self-deadlock
# make: a = Account()
# thread: a.deposit(1)
# thread: a.deposit_all([])

import threading


class Account:
    def __init__(self):
        self.lock = threading.Lock()
        self.balance = 0

    def deposit(self, amount):
        with self.lock:
            self.balance += amount
            if self.balance > 0:
                self.log()

    def log(self):
        with self.lock:  # <- fault
            return f"balance {self.balance}"

    def deposit_all(self, amounts):
        for amount in amounts:
            self.deposit(amount)
