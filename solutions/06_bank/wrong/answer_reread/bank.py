# fault: withdraw tells from the balance after the lock was given back whether it took something out: a deposit in between turns the answer into False | caught by: race
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
        if amount <= 0:
            raise ValueError(amount)
        with self._lock:
            self._balance += amount

    def withdraw(self, amount):
        if amount <= 0:
            raise ValueError(amount)
        with self._lock:
            before = self._balance
            if before >= amount:
                self._balance -= amount
        return self.balance < before  # <- fault


def transfer(source, target, amount):
    if amount <= 0:
        raise ValueError(amount)
    if source is target:
        return source.balance >= amount
    first, second = (source, target) if source.number < target.number else (target, source)
    with first._lock, second._lock:
        if source._balance < amount:
            return False
        source._balance -= amount
        target._balance += amount
        return True


def total(accounts):
    with ExitStack() as stack:
        for account in sorted(set(accounts), key=lambda a: a.number):
            stack.enter_context(account._lock)
        return sum(a._balance for a in accounts)
