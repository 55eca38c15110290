# pattern: leaked semaphore
# thread: main()
# holds: threads == [["second"]]

import asyncio


async def work(free, name):
    await free.acquire()  # <- fault
    try:
        await asyncio.sleep(0.1)
    except Exception:
        free.release()
        raise
    free.release()  # <- fault
    return name


async def main():
    free = asyncio.Semaphore(1)
    first = asyncio.create_task(work(free, "first"))
    await asyncio.sleep(0.2)
    first.cancel()
    await asyncio.wait([first])
    return await work(free, "second")
