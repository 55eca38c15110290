# pattern: lost cancellation
# thread: main()
# holds: threads == [[True]]

import asyncio


async def worker(queue):
    while True:
        try:
            number = await queue.get()
            1 // number
        except ZeroDivisionError:
            continue
        except asyncio.CancelledError:
            raise


async def main():
    queue = asyncio.Queue()
    task = asyncio.create_task(worker(queue))
    await queue.put(0)
    await queue.put(1)
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled()
