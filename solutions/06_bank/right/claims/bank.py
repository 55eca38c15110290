# style: one Condition guards a set of busy accounts; money moves while an account is claimed, without any lock held
import threading
from contextlib import contextmanager


_changed = threading.Condition()
_busy = set()


@contextmanager
def claimed(*accounts):
    wanted = set(accounts)
    with _changed:
        _changed.wait_for(lambda: not wanted & _busy)
        _busy.update(wanted)
    try:
        yield
    finally:
        with _changed:
            _busy.difference_update(wanted)
            _changed.notify_all()


class Account:
    def __init__(self, number, balance):
        self._number, self._balance = number, balance

    def __repr__(self):
        return f"account {self._number}"

    @property
    def balance(self):
        with claimed(self):
            return self._balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(amount)
        with claimed(self):
            self._balance += amount

    def withdraw(self, amount):
        if amount <= 0:
            raise ValueError(amount)
        with claimed(self):
            is_covered = self._balance >= amount
            if is_covered:
                self._balance -= amount
            return is_covered


def transfer(source, target, amount):
    if amount <= 0:
        raise ValueError(amount)
    with claimed(source, target):
        if source._balance < amount:
            return False
        source._balance -= amount
        target._balance += amount
        return True


def total(accounts):
    with claimed(*accounts):
        return sum(account._balance for account in accounts)
