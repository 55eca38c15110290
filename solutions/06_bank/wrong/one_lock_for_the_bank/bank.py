# fault: one lock for all accounts: transfers of different pairs wait for each other | caught by: speedup
import threading


bank_lock = threading.Lock()


class Account:
    def __init__(self, number, balance):
        self.number = number
        self._balance = balance

    @property
    def balance(self):
        with bank_lock:
            return self._balance

    def deposit(self, amount):
        check(amount)
        with bank_lock:
            self._balance += amount

    def withdraw(self, amount):
        check(amount)
        with bank_lock:
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
    with bank_lock:  # <- fault
        if source._balance < amount:
            return False
        source._balance -= amount
        target._balance += amount
        return True


def total(accounts):
    with bank_lock:
        return sum(account._balance for account in accounts)
