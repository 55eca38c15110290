# fault: the locks are ordered by the id of copies that are made for the purpose | caught by: race
import copy
import threading
from contextlib import ExitStack


class Account:
    def __init__(self, number, balance):
        self.number = number
        self._balance = balance
        self._lock = threading.Lock()

    def __copy__(self):
        return Account(self.number, self._balance)

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
    first, second = sorted((source, target), key=lambda account: id(copy.copy(account)))
    with first._lock, second._lock:  # <- fault
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
