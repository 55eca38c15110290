# pattern: order by completion
# thread: main([3, 1, 2])
# holds: threads == [[[1, 2, 3]]]

import asyncio


async def work(number):
    await asyncio.sleep(0.1)
    return number


async def main(numbers):
    return sorted([await each for each in asyncio.as_completed(map(work, numbers))])
