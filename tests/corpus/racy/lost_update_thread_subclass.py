# pattern: lost update, attribute
# thread: run()
# holds: threads == [[6]]

import threading


class Account:
    balance = 0


class Payer(threading.Thread):
    def __init__(self, account, amount):
        super().__init__(name=f"payer of {amount}")
        self.account = account
        self.amount = amount

    def run(self):
        self.account.balance += self.amount  # <- fault


def run():
    account = Account()
    payers = [Payer(account, amount) for amount in (2, 4)]
    for payer in payers:
        payer.start()
    for payer in payers:
        payer.join()
    return account.balance
