# style: RLocks, taken with acquire and finally behind a short gate; transfer calls withdraw and deposit
import threading


gate = threading.Lock()


class Account:
    def __init__(self, number, balance):
        self.number = number
        self.lock = threading.RLock()
        self.money = balance

    @property
    def balance(self):
        return self.money  # one read of one number

    def deposit(self, amount):
        self.lock.acquire()
        try:
            if not amount > 0:
                raise ValueError(f"deposit of {amount}")
            self.money = self.money + amount
        finally:
            self.lock.release()

    def withdraw(self, amount):
        self.lock.acquire()
        try:
            if not amount > 0:
                raise ValueError(f"withdrawal of {amount}")
            if amount > self.money:
                return False
            self.money = self.money - amount
        finally:
            self.lock.release()
        return True


def take_all(accounts):
    # Whoever waits for an account here keeps others from starting, but nobody from finishing: no circle can close.
    with gate:
        for account in accounts:
            account.lock.acquire()


def give_all(accounts):
    for account in accounts:
        account.lock.release()


def transfer(source, target, amount):
    if amount <= 0:
        raise ValueError(f"transfer of {amount}")
    take_all((source, target))
    try:
        if not source.withdraw(amount):
            return False
        target.deposit(amount)
        return True
    finally:
        give_all((source, target))


def total(accounts):
    take_all(accounts)
    try:
        return sum(account.balance for account in accounts)
    finally:
        give_all(accounts)
