# fault: total gives a lock back as soon as it has the next one | caught by: race
import threading


class Account:
    def __init__(self, number: int, balance: int) -> None:
        self.number = number
        self._balance = balance
        self._lock = threading.Lock()

    @property
    def balance(self) -> int:
        with self._lock:
            return self._balance

    def deposit(self, amount: int) -> None:
        _check(amount)
        with self._lock:
            self._balance += amount

    def withdraw(self, amount: int) -> bool:
        _check(amount)
        with self._lock:
            if self._balance < amount:
                return False
            self._balance -= amount
            return True


def _check(amount: int) -> None:
    if amount <= 0:
        raise ValueError(f"the amount must be above 0, not {amount}")


def transfer(source, target, amount):
    _check(amount)
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
    result = 0
    held = None
    for account in sorted(accounts, key=lambda account: account.number):
        if account is not held:
            account._lock.acquire()
            if held is not None:
                held._lock.release()  # <- fault
            held = account
        result += account._balance
    if held is not None:
        held._lock.release()
    return result
