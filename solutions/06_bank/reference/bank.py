"""A bank: a lock for each account, and everybody takes several of them in the order of the account numbers."""

import threading
from contextlib import ExitStack


class Account:
    """An account with a lock of its own."""

    def __init__(self, number, balance):
        self.number = number
        self._balance = balance
        self._lock = threading.Lock()

    @property
    def balance(self):
        """What is in the account now."""
        with self._lock:
            return self._balance

    def deposit(self, amount):
        """Pay in."""
        _check(amount)
        with self._lock:
            self._balance += amount

    def withdraw(self, amount):
        """Take out if it is covered."""
        _check(amount)
        with self._lock:
            if self._balance < amount:
                return False
            self._balance -= amount
            return True


def _check(amount):
    if amount <= 0:
        raise ValueError(f"an amount is above 0, not {amount}")


def _locked(*accounts):
    """Take the locks of these accounts, each once, in the one order that is the same for all."""
    with ExitStack() as stack:
        for account in sorted(set(accounts), key=lambda account: account.number):
            stack.enter_context(account._lock)
        return stack.pop_all()


def transfer(source, target, amount):
    """Move the amount if it is covered."""
    _check(amount)
    with _locked(source, target):
        if source._balance < amount:
            return False
        source._balance -= amount
        target._balance += amount
        return True


def total(accounts):
    """Return the sum of one moment."""
    with _locked(*accounts):
        return sum(account._balance for account in accounts)
