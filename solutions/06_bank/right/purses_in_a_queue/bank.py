# style: the balance of each account lies in a queue with one place; who takes it out has it alone
import operator
import queue


class Account:
    def __init__(self, number, balance):
        self.number = number
        self.purse = queue.Queue(1)
        self.purse.put(balance)

    @property
    def balance(self):
        money = self.purse.get()
        self.purse.put(money)
        return money

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("nothing to deposit")
        self.purse.put(self.purse.get() + amount)

    def withdraw(self, amount):
        if amount <= 0:
            raise ValueError("nothing to withdraw")
        money = self.purse.get()
        is_covered = money >= amount
        self.purse.put(money - amount if is_covered else money)
        return is_covered


def take(accounts):
    return {account: account.purse.get() for account in sorted(set(accounts), key=operator.attrgetter("number"))}


def put_back(purses):
    for account, money in purses.items():
        account.purse.put(money)


def transfer(source, target, amount):
    if amount <= 0:
        raise ValueError("nothing to transfer")
    purses = take([source, target])
    is_covered = purses[source] >= amount
    if is_covered:
        purses[source] -= amount
        purses[target] += amount
    put_back(purses)
    return is_covered


def total(accounts):
    purses = take(accounts)
    put_back(purses)
    return sum(purses[account] for account in accounts)
