# pattern: lock-order deadlock, 2 locks
# make: a = Account(10)
# make: b = Account(10)
# thread: transfer(a, b, 1)
# thread: transfer(b, a, 2)
# then: a.balance
# holds: then == [11]

import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    first, second = (source, target) if id(source) < id(target) else (target, source)
    with first.lock:
        with second.lock:
            source.balance -= amount
            target.balance += amount
