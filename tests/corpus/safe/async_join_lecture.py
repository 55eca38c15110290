# pattern: queue join without task_done
# thread: main()
# late: no
# holds: threads == [[([0, 1, 2], 0.4)]]

import asyncio


async def produce(queue):
    for number in range(3):
        await asyncio.sleep(0.1)
        await queue.put(number)


async def consume(queue, found):
    while True:
        number = await queue.get()
        await asyncio.sleep(0.1)
        found.append(number)
        queue.task_done()


async def main():
    queue, found = asyncio.Queue(), []
    consumer = asyncio.create_task(consume(queue, found))
    await produce(queue)
    await queue.join()
    consumer.cancel()
    try:
        await consumer
    except asyncio.CancelledError:
        pass
    return found, asyncio.get_running_loop().time()
