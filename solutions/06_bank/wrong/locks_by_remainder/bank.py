# fault: eight locks for all accounts, dealt out by the remainder of the number | caught by: speedup
import threading
from contextlib import ExitStack, contextmanager


_LOCKS = [threading.Lock() for _ in range(8)]


@contextmanager
def _holding(accounts):
    with ExitStack() as stack:
        for stripe in sorted({account.number % len(_LOCKS) for account in accounts}):  # <- fault
            stack.enter_context(_LOCKS[stripe])
        yield


def _check(amount):
    if amount <= 0:
        raise ValueError(f"the amount must be above 0, not {amount}")


class Account:
    def __init__(self, number, balance):
        self.number = number
        self._balance = balance

    @property
    def balance(self):
        with _holding([self]):
            return self._balance

    def deposit(self, amount):
        _check(amount)
        with _holding([self]):
            self._balance += amount

    def withdraw(self, amount):
        _check(amount)
        with _holding([self]):
            if self._balance < amount:
                return False
            self._balance -= amount
            return True


def transfer(source, target, amount):
    _check(amount)
    with _holding([source, target]):
        if source._balance < amount:
            return False
        if source is not target:
            source._balance -= amount
            target._balance += amount
        return True


def total(accounts):
    with _holding(accounts):
        return sum(account._balance for account in accounts)
