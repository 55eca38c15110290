# pattern: queue join without task_done
# thread: main([1, 0, 2])
# holds: sorted(threads[0][0]) == [-1, 3, 6]

import asyncio


async def worker(queue, found):
    while True:
        number = await queue.get()
        await asyncio.sleep(0.1)
        try:
            found.append(6 // number)
        except ZeroDivisionError:
            found.append(-1)
        finally:
            queue.task_done()


async def main(numbers):
    queue, found = asyncio.Queue(), []
    for number in numbers:
        queue.put_nowait(number)
    tasks = [asyncio.create_task(worker(queue, found)) for _ in range(2)]
    await queue.join()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return found
