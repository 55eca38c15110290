# fault: total tries the locks in the order of the list, gives all back if one is taken and pauses: two totals in opposite order may do so in step for ever | caught by: race
import threading
import time
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
    with first._lock, second._lock:
        if source._balance < amount:
            return False
        source._balance -= amount
        target._balance += amount
        return True


def total(accounts):
    while True:
        with ExitStack() as stack:
            for account in dict.fromkeys(accounts):
                if not account._lock.acquire(blocking=False):  # <- fault
                    break
                stack.callback(account._lock.release)
            else:
                return sum(a._balance for a in accounts)
        time.sleep(0.001)
