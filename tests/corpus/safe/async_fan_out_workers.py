# pattern: unbounded fan-out
# thread: main(4)
# holds: threads[0][0] <= 2

import asyncio

inside = most = 0


async def worker(queue):
    global inside, most
    while (delay := await queue.get()) is not None:
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(delay)
        inside -= 1


async def main(count):
    queue = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(worker(queue))
        for delay in [0.1] * count + [None] * 2:
            await queue.put(delay)
    return most
