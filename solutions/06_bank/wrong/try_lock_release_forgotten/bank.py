# fault: when the second lock is taken already, the first one is not given back | caught by: race
import random
import time
import threading
from contextlib import ExitStack


class Account:
    def __init__(self, number, balance):
        self.number = number
        self._balance = balance
        self._lock = threading.Lock()

    @property
    def balance(self):
        with self._lock:
            return self._balance

    def deposit(self, amount):
        check(amount)
        with self._lock:
            self._balance += amount

    def withdraw(self, amount):
        check(amount)
        with self._lock:
            if self._balance < amount:
                return False
            self._balance -= amount
            return True


def check(amount):
    if amount <= 0:
        raise ValueError("the amount has to be above 0")


def transfer(source, target, amount):
    check(amount)
    if source is target:
        return source.balance >= amount
    while True:
        if source._lock.acquire(blocking=False):
            if target._lock.acquire(blocking=False):  # <- fault
                break
        time.sleep(random.uniform(0, 0.01))
    try:
        if source._balance < amount:
            return False
        source._balance -= amount
        target._balance += amount
        return True
    finally:
        target._lock.release()
        source._lock.release()


def total(accounts):
    with ExitStack() as stack:
        for account in sorted(set(accounts), key=lambda account: account.number):
            stack.enter_context(account._lock)
        return sum(account._balance for account in accounts)
