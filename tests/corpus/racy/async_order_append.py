# pattern: order by completion
# thread: main("abc")
# holds: threads == [[["a", "b", "c"]]]

import asyncio


async def main(names):
    found = []

    async def fetch(name):
        await asyncio.sleep(0)
        found.append(name)  # <- fault

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(fetch(name))
    return found
