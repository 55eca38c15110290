# fault: total reads one account after the other until no version has changed meanwhile, but deposit and withdraw don't change the version | caught by: race
import threading


class Account:
    def __init__(self, number, balance):
        self.number = number
        self._balance = balance
        self._version = 0
        self._lock = threading.Lock()

    @property
    def balance(self):
        with self._lock:
            return self._balance

    def _look(self):
        with self._lock:
            return self._balance, self._version

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(amount)
        with self._lock:
            self._balance += amount  # <- fault

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
    with first._lock, second._lock:
        if source._balance < amount:
            return False
        source._balance -= amount
        target._balance += amount
        source._version += 1
        target._version += 1
        return True


def total(accounts):
    while True:
        seen = [account._look() for account in accounts]
        again = [account._look() for account in accounts]
        if [version for _, version in seen] == [version for _, version in again]:
            return sum(balance for balance, _ in seen)
