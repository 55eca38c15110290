# fault: balance is read without the lock, while transfer has paid in and not yet taken out | caught by: race
import threading
from contextlib import ExitStack


class Account:
    def __init__(self, number, balance):
        self.number = number
        self._balance = balance
        self._lock = threading.Lock()

    @property
    def balance(self):
        return self._balance  # <- fault

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(amount)
        with self._lock:
            self._balance += amount

    def withdraw(self, amount):
        if amount <= 0:
            raise ValueError(amount)
        with self._lock:
            if self._balance < amount:
                return False
            self._balance -= amount
            return True


def transfer(source, target, amount):
    if amount <= 0:
        raise ValueError(amount)
    if source is target:
        with source._lock:
            return source._balance >= amount
    first, second = (source, target) if source.number < target.number else (target, source)
    with first._lock, second._lock:
        if source._balance < amount:
            return False
        target._balance += amount
        source._balance -= amount
        return True


def total(accounts):
    with ExitStack() as stack:
        for account in sorted(set(accounts), key=lambda a: a.number):
            stack.enter_context(account._lock)
        return sum(a._balance for a in accounts)
