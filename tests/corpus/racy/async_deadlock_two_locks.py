# pattern: deadlock of tasks
# thread: main()

import asyncio


async def move(source, target):
    async with source:
        await asyncio.sleep(0)
        async with target:  # <- fault
            pass


async def main():
    one, two = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(move(one, two), move(two, one))
