# pattern: shared iterator of tasks
# thread: main()
# holds: threads == [[[0, 0, 1, 1]]]

import asyncio


async def count():
    for number in range(2):
        await asyncio.sleep(0)
        yield number


async def consume(found):
    async for number in count():
        found.append(number)


async def main():
    found = []
    await asyncio.gather(consume(found), consume(found))
    return sorted(found)
