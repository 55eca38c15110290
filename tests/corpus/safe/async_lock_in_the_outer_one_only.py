# pattern: deadlock of tasks
# thread: main()
# holds: threads[0][0] in (["a", "b", "c"], ["c", "a", "b"])

import asyncio


class Stock:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.items = []

    async def _add(self, item):
        await asyncio.sleep(0)
        self.items.append(item)

    async def add(self, item):
        async with self.lock:
            await self._add(item)

    async def add_all(self, items):
        async with self.lock:
            for item in items:
                await self._add(item)


async def main():
    stock = Stock()
    await asyncio.gather(stock.add_all("ab"), stock.add("c"))
    return stock.items
