# pattern: event missed
# thread: main()

import asyncio

ready = False


async def consume(condition):
    async with condition:
        while not ready:
            await condition.wait()


async def produce(condition):
    global ready
    async with condition:
        ready = True
        condition.notify()


async def main():
    condition = asyncio.Condition()
    async with asyncio.TaskGroup() as group:
        group.create_task(consume(condition))
        group.create_task(produce(condition))
