# pattern: leaked semaphore
# thread: main()

import asyncio


async def work(free, number):
    await free.acquire()  # <- fault
    await asyncio.sleep(0)
    found = 6 // number
    free.release()  # <- fault
    return found


async def main():
    free = asyncio.Semaphore(1)
    found = await asyncio.gather(*(work(free, number) for number in (1, 0, 2)), return_exceptions=True)
    return len(found)
