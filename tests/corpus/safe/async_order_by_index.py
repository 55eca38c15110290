# pattern: order by completion
# thread: main("abc")
# holds: threads == [[["a", "b", "c"]]]

import asyncio


async def main(names):
    found = [None] * len(names)

    async def fetch(index, name):
        await asyncio.sleep(0)
        found[index] = name

    async with asyncio.TaskGroup() as group:
        for index, name in enumerate(names):
            group.create_task(fetch(index, name))
    return found
