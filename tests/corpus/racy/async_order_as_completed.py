# pattern: order by completion
# thread: main([1, 2, 3])
# holds: threads == [[[2, 4, 6]]]

import asyncio


async def double(number):
    await asyncio.sleep(number / 10)
    return number * 2


async def main(numbers):
    return [await each for each in asyncio.as_completed(map(double, numbers))]  # <- fault
