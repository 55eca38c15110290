# pattern: unbounded fan-out
# thread: main([1, 2, 3, 4, 5], 2)
# late: no
# holds: threads == [[(2, 0.3)]]

import asyncio


async def main(numbers, limit):
    free = asyncio.Semaphore(limit)
    inside = most = 0

    async def fetch(number):
        nonlocal inside, most
        async with free:
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.1)
            inside -= 1
            return number

    await asyncio.gather(*(fetch(number) for number in numbers))
    return most, asyncio.get_running_loop().time()
