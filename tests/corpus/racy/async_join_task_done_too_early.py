# pattern: queue join without task_done
# thread: main()
# holds: threads == [[[1, 2]]]

import asyncio


async def worker(queue, found):
    while True:
        number = await queue.get()
        queue.task_done()  # <- fault
        await asyncio.sleep(0.1)
        found.append(number)  # <- fault


async def main():
    queue, found = asyncio.Queue(), []
    task = asyncio.create_task(worker(queue, found))
    queue.put_nowait(1)
    queue.put_nowait(2)
    await queue.join()
    task.cancel()
    await asyncio.wait([task])
    return found
