# pattern: lost cancellation
# thread: main()

import asyncio


async def worker(queue):
    while True:
        try:
            await queue.get()  # <- fault
        except BaseException:  # <- fault
            continue


async def main():
    queue = asyncio.Queue()
    task = asyncio.create_task(worker(queue))
    await queue.put(1)
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
