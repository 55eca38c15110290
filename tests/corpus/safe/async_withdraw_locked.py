# pattern: check then await then act
# thread: main()
# holds: threads[0][0] in (3, 4)

import asyncio


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = asyncio.Lock()

    async def withdraw(self, amount):
        async with self.lock:
            if self.balance >= amount:
                await asyncio.sleep(0)
                self.balance -= amount


async def main():
    account = Account(10)
    await asyncio.gather(account.withdraw(6), account.withdraw(7))
    return account.balance
