# pattern: lock-order deadlock, 2 locks
# make: a = Account(10)
# make: b = Account(10)
# thread: transfer(a, b, 1)
# thread: transfer(b, a, 2)

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    with source.lock:
        with target.lock:  # <- fault
            source.balance -= amount
            target.balance += amount
