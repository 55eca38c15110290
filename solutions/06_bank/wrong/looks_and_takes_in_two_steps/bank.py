# fault: withdraw takes the lock to look and takes it again to pay out | caught by: race
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
        if self.balance < amount:
            return False
        with self._lock:
            self._balance -= amount  # <- fault
        return True


def check(amount):
    if amount <= 0:
        raise ValueError("the amount has to be above 0")


def transfer(source, target, amount):
    check(amount)
    if source is target:
        return source.balance >= amount
    first, second = sorted((source, target), key=lambda account: account.number)
    with first._lock, second._lock:
        if source._balance < amount:
            return False
        source._balance -= amount
        target._balance += amount
        return True


def total(accounts):
    with ExitStack() as stack:
        for account in sorted(set(accounts), key=lambda account: account.number):
            stack.enter_context(account._lock)
        return sum(account._balance for account in accounts)
