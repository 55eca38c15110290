# pattern: coroutine never awaited
# thread: main()

import asyncio

saved = []


async def save(item):
    await asyncio.sleep(0)
    saved.append(item)


async def main():
    await save(1)
    save(2)  # <- fault
    return saved
