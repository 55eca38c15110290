# pattern: queue shutdown of tasks
# thread: main()
# holds: sorted(threads[0][0]) == ["a0", "a1", "b0", "b1"]

import asyncio


async def produce(queue, name):
    for number in range(2):
        await asyncio.sleep(0.1)
        await queue.put(f"{name}{number}")
    await queue.put(None)  # <- fault


async def main():
    queue, found = asyncio.Queue(), []
    tasks = [asyncio.create_task(produce(queue, name)) for name in "ab"]
    while (item := await queue.get()) is not None:  # <- fault
        found.append(item)
    await asyncio.gather(*tasks)
    return found
