# pattern: deadlock of tasks
# thread: main()

import asyncio


async def move(source, target):
    first, second = sorted((source, target), key=lambda pair: pair[0])
    async with first[1]:
        await asyncio.sleep(0)
        async with second[1]:
            pass


async def main():
    one, two = (1, asyncio.Lock()), (2, asyncio.Lock())
    await asyncio.gather(move(one, two), move(two, one))
