# pattern: check then await then act
# thread: main()
# holds: threads[0][0] >= 0

import asyncio


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.log = asyncio.Queue()

    async def withdraw(self, amount):
        if self.balance >= amount:
            await self.log.put(f"paying {amount}")
            await asyncio.sleep(0)
            self.balance -= amount  # <- fault


async def main():
    account = Account(10)
    await asyncio.gather(account.withdraw(6), account.withdraw(7))
    return account.balance
