# pattern: lock-order deadlock, 2 locks
# make: a = Account()
# make: b = Account()
# thread: transfer(a, b, 1)
# thread: transfer(b, a, 2)
# then: a.balance
# holds: then == [11]

import threading


class Account:
    def __init__(self):
        self.balance = 10
        self.lock = threading.Lock()


def transfer(source, target, amount):
    while True:
        with source.lock:
            if target.lock.acquire(blocking=False):
                try:
                    source.balance -= amount
                    target.balance += amount
                    return
                finally:
                    target.lock.release()
