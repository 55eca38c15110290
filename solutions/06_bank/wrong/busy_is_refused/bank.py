# fault: a transfer that doesn't get its second account within 5 seconds says False though it is covered | caught by: speedup
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
            if self._balance < amount:
                return False
            self._balance -= amount
            return True


def transfer(source, target, amount):
    if amount <= 0:
        raise ValueError(amount)
    if source is target:
        return source.balance >= amount
    first, second = (source, target) if source.number < target.number else (target, source)
    with first._lock:
        if not second._lock.acquire(timeout=5):  # <- fault
            return False
        try:
            if source._balance < amount:
                return False
            source._balance -= amount
            target._balance += amount
            return True
        finally:
            second._lock.release()


def total(accounts):
    with ExitStack() as stack:
        for account in sorted(set(accounts), key=lambda a: a.number):
            stack.enter_context(account._lock)
        return sum(a._balance for a in accounts)
