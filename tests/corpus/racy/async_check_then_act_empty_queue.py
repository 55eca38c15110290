# pattern: check then await then act
# thread: main()
# holds: sorted(threads[0][0]) == [1, 2, 3]

import asyncio

taken = []


async def worker(queue):
    while not queue.empty():
        await asyncio.sleep(0)
        taken.append(queue.get_nowait())  # <- fault


async def main():
    queue = asyncio.Queue()
    for number in (1, 2, 3):
        queue.put_nowait(number)
    await asyncio.gather(worker(queue), worker(queue))
    return taken
