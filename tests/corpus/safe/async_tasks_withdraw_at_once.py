# pattern: check then await then act
# make: account = Account(10)
# task: account.withdraw(6)
# task: account.withdraw(7)
# then: account.balance
# holds: then[0] >= 0

import asyncio


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.log = []

    async def withdraw(self, amount):
        if self.balance < amount:
            return False
        self.balance -= amount
        await self.note(f"paid {amount}")
        return True

    async def note(self, text):
        await asyncio.sleep(0.1)
        self.log.append(text)
