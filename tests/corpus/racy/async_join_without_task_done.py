# pattern: queue join without task_done
# thread: main([1, 0, 2])

import asyncio


async def worker(queue, found):
    while True:
        number = await queue.get()
        if number == 0:
            continue  # <- fault
        found.append(number)
        queue.task_done()


async def main(numbers):
    queue, found = asyncio.Queue(), []
    task = asyncio.create_task(worker(queue, found))
    for number in numbers:
        await queue.put(number)
    await queue.join()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return found
