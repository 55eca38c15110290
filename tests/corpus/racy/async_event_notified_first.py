# pattern: event missed
# thread: main()

import asyncio


async def consume(condition):
    async with condition:
        await condition.wait()  # <- fault


async def produce(condition):
    async with condition:
        condition.notify()


async def main():
    condition = asyncio.Condition()
    async with asyncio.TaskGroup() as group:
        group.create_task(consume(condition))
        group.create_task(produce(condition))
