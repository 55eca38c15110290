# pattern: queue shutdown of tasks
# thread: main()
# holds: sorted(threads[0][0]) == ["a", "b", "c"]

import asyncio


async def consume(queue, found):
    while (item := await queue.get()) is not None:
        found.append(item)


async def main():
    queue, found = asyncio.Queue(2), []
    tasks = [asyncio.create_task(consume(queue, found)) for _ in range(2)]
    for item in "abc":
        await queue.put(item)
    for _ in tasks:
        await queue.put(None)
    await asyncio.gather(*tasks)
    return found
