# pattern: shared iterator of tasks
# thread: main()
# holds: sorted(threads[0][0]) == [0, 1, 2]

import asyncio


async def count():
    for number in range(3):
        await asyncio.sleep(0)
        yield number


async def consume(lock, numbers, found):
    while True:
        async with lock:
            number = await anext(numbers, None)
        if number is None:
            return
        found.append(number)


async def main():
    lock, numbers, found = asyncio.Lock(), count(), []
    await asyncio.gather(consume(lock, numbers, found), consume(lock, numbers, found))
    return found
