# pattern: leaked semaphore
# thread: main()
# holds: threads == [[[6, "ZeroDivisionError", 3]]]

import asyncio


async def work(free, number):
    async with free:
        await asyncio.sleep(0)
        return 6 // number


async def main():
    free = asyncio.Semaphore(1)
    found = await asyncio.gather(*(work(free, number) for number in (1, 0, 2)), return_exceptions=True)
    return [type(each).__name__ if isinstance(each, Exception) else each for each in found]
