# pattern: torn by cancellation
# thread: main()
# holds: threads == [[10]]

import asyncio


class Bank:
    def __init__(self):
        self.one, self.two = 10, 0

    async def move(self, amount):
        self.one -= amount  # <- fault
        await asyncio.sleep(0.1)
        self.two += amount  # <- fault


async def main():
    bank = Bank()
    task = asyncio.create_task(bank.move(4))
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return bank.one + bank.two
