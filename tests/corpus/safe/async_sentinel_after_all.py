# pattern: queue shutdown of tasks
# thread: main()
# holds: sorted(threads[0][0]) == ["a0", "a1", "b0", "b1"]

import asyncio


async def produce(queue, name):
    for number in range(2):
        await asyncio.sleep(0.1)
        await queue.put(f"{name}{number}")


async def produce_all(queue):
    async with asyncio.TaskGroup() as group:
        for name in "ab":
            group.create_task(produce(queue, name))
    await queue.put(None)


async def main():
    queue, found = asyncio.Queue(), []
    task = asyncio.create_task(produce_all(queue))
    while (item := await queue.get()) is not None:
        found.append(item)
    await task
    return found
