# pattern: check then act
# make: a = Account(10)
# thread: a.withdraw(7)
# thread: a.withdraw(7)
# then: a.balance
# holds: then[0] >= 0

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()

    def withdraw(self, amount):
        with self.lock:
            enough = self.balance >= amount
        if enough:
            with self.lock:
                self.balance -= amount  # <- fault
        return enough
