# style: transfers share the bank, a total has it alone; semaphores as locks, ordered by id
import threading


class Bank:
    """Many may be in it together, or one alone."""

    def __init__(self):
        self._changed = threading.Condition()
        self._inside = 0

    def __enter__(self):
        with self._changed:
            self._inside += 1

    def __exit__(self, *_):
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def alone(self):
        self._changed.acquire()
        while self._inside:
            self._changed.wait()
        return self._changed


bank = Bank()


class Account:
    def __init__(self, number, balance):
        self.number = number
        self._money = balance
        self._mutex = threading.BoundedSemaphore(1)

    @property
    def balance(self):
        with self._mutex:
            return self._money

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("deposit: amount <= 0")
        with bank, self._mutex:
            self._money += amount

    def withdraw(self, amount):
        if amount <= 0:
            raise ValueError("withdraw: amount <= 0")
        with bank, self._mutex:
            if self._money >= amount:
                self._money -= amount
                return True
        return False


def transfer(source, target, amount):
    if amount <= 0:
        raise ValueError("transfer: amount <= 0")
    if source is target:
        return source.balance >= amount
    low, high = (source, target) if id(source) < id(target) else (target, source)
    with bank:
        with low._mutex:
            with high._mutex:
                if source._money < amount:
                    return False
                source._money -= amount
                target._money += amount
    return True


def total(accounts):
    condition = bank.alone()
    try:
        return sum(account._money for account in accounts)
    finally:
        condition.release()
