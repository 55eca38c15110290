# style: works out new balances without a lock, and stores them if nothing has changed meanwhile
import threading


_commit = threading.Lock()


class Account:
    def __init__(self, number, balance):
        self._state = (0, balance)  # version and balance, replaced together

    @property
    def balance(self):
        return self._state[1]

    def deposit(self, amount):
        require(amount)
        while True:
            old = self._state
            if commit([(self, old, old[1] + amount)]):
                return

    def withdraw(self, amount):
        require(amount)
        while True:
            old = self._state
            if old[1] < amount:
                return False
            if commit([(self, old, old[1] - amount)]):
                return True


def require(amount):
    if amount <= 0:
        raise ValueError("amounts are above 0")


def commit(changes):
    """Store all new balances, or none if an account is not any more what it was."""
    with _commit:
        if any(account._state is not old for account, old, _ in changes):
            return False
        for account, (version, _), new in changes:
            account._state = (version + 1, new)
        return True


def transfer(source, target, amount):
    require(amount)
    while True:
        old, other = source._state, target._state
        if old[1] < amount:
            return False
        if source is target:
            return True
        if commit([(source, old, old[1] - amount), (target, other, other[1] + amount)]):
            return True


def total(accounts):
    with _commit:
        return sum(account._state[1] for account in accounts)
