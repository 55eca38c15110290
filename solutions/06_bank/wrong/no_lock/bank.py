# fault: no locks at all | caught by: race


class Account:
    def __init__(self, number, balance):
        self.number = number
        self.balance = balance

    def deposit(self, amount):
        check(amount)
        self.balance += amount

    def withdraw(self, amount):
        check(amount)
        if self.balance < amount:
            return False
        self.balance -= amount  # <- fault
        return True


def check(amount):
    if amount <= 0:
        raise ValueError("the amount has to be above 0")


def transfer(source, target, amount):
    if source.withdraw(amount):
        target.deposit(amount)
        return True
    return False


def total(accounts):
    return sum(account.balance for account in accounts)
