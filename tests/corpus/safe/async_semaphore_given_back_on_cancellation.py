# pattern: leaked semaphore
# thread: main()
# holds: threads == [["second"]]

import asyncio


async def work(free, name):
    await free.acquire()
    try:
        await asyncio.sleep(0.1)
    finally:
        free.release()
    return name


async def main():
    free = asyncio.Semaphore(1)
    first = asyncio.create_task(work(free, "first"))
    await asyncio.sleep(0.2)
    first.cancel()
    await asyncio.wait([first])
    return await work(free, "second")
