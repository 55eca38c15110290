# pattern: lock-order deadlock, 2 locks
# make: a = Account(1, 10)
# make: b = Account(2, 10)
# thread: transfer(a, b, 1)
# thread: transfer(b, a, 2)
# then: a.balance; b.balance
# holds: then == [11, 9]

import threading


class Account:
    def __init__(self, number, balance):
        self.number, self.balance = number, balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    first, second = sorted((source, target), key=lambda account: account.number)
    with first.lock, second.lock:
        source.balance -= amount
        target.balance += amount
