# pattern: order by completion
# thread: main([3, 1, 2])
# holds: threads == [[[6, 2, 4]]]

import asyncio


async def double(number):
    await asyncio.sleep(number / 10)
    return number * 2


async def main(numbers):
    return await asyncio.gather(*map(double, numbers))
