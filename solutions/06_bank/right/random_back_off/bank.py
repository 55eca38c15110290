# style: takes one lock, tries for the other, gives way and waits a random time
from random import uniform
from threading import Lock
from time import sleep


class Account:
    def __init__(self, number, balance):
        self._lock = Lock()
        self._balance = balance

    @property
    def balance(self):
        return self._balance

    def deposit(self, amount):
        positive(amount)
        with self._lock:
            self._balance += amount

    def withdraw(self, amount):
        positive(amount)
        with self._lock:
            if amount > self._balance:
                return False
            self._balance -= amount
            return True


def positive(amount):
    if amount < 1:
        raise ValueError("not a positive amount")


def hold(accounts):
    """Take the locks of all these accounts, or of none and try again."""
    while True:
        held = []
        for account in accounts:
            if not account._lock.acquire(blocking=not held):
                break
            held.append(account)
        else:
            return
        for account in held:
            account._lock.release()
        sleep(uniform(0.0001, 0.002))


def let_go(accounts):
    for account in accounts:
        account._lock.release()


def transfer(source, target, amount):
    positive(amount)
    if source is target:
        return source.balance >= amount
    both = [source, target]
    hold(both)
    try:
        is_covered = source._balance >= amount
        if is_covered:
            source._balance -= amount
            target._balance += amount
    finally:
        let_go(both)
    return is_covered


def total(accounts):
    all_of_them = list(dict.fromkeys(accounts))
    hold(all_of_them)
    try:
        return sum(account._balance for account in accounts)
    finally:
        let_go(all_of_them)
