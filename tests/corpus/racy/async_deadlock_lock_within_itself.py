# pattern: deadlock of tasks
# thread: main()

import asyncio


class Stock:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.items = []

    async def add(self, item):
        async with self.lock:  # <- fault
            self.items.append(item)

    async def add_all(self, items):
        async with self.lock:
            for item in items:
                await self.add(item)


async def main():
    await Stock().add_all("ab")
