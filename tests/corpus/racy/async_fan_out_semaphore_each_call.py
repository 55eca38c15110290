# pattern: unbounded fan-out
# thread: main(4)
# holds: threads[0][0] <= 2

import asyncio

inside = most = 0


async def fetch():
    global inside, most
    async with asyncio.Semaphore(2):  # <- fault
        inside += 1  # <- fault
        most = max(most, inside)
        await asyncio.sleep(0.1)
        inside -= 1


async def main(count):
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(fetch())
    return most
