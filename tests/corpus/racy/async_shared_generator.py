# pattern: shared iterator of tasks
# thread: main()
# holds: sorted(threads[0][0]) == [0, 1, 2, 3]

import asyncio


async def count():
    for number in range(4):
        await asyncio.sleep(0)
        yield number


async def consume(numbers, found):
    async for number in numbers:  # <- fault
        found.append(number)


async def main():
    numbers, found = count(), []
    await asyncio.gather(consume(numbers, found), consume(numbers, found))
    return found
