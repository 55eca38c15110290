# pattern: lost update over an await
# thread: main()
# holds: threads == [[6]]

import asyncio


class Basket:
    def __init__(self):
        self.total = 0

    async def add(self, price, delay):
        await asyncio.sleep(delay)
        taxed = await self.taxed(price)
        self.total += taxed

    async def taxed(self, price):
        await asyncio.sleep(0.5)
        return price * 2


async def main():
    basket = Basket()
    async with asyncio.TaskGroup() as group:
        group.create_task(basket.add(1, 0))
        group.create_task(basket.add(2, 1))
    return basket.total
