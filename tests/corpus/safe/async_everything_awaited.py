# pattern: coroutine never awaited
# thread: main()
# holds: threads == [[[1, 2]]]

import asyncio

saved = []


async def save(item):
    await asyncio.sleep(0)
    saved.append(item)


async def main():
    later = save(2)
    await save(1)
    await later
    unused = save(3)
    unused.close()
    return saved
