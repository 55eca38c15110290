# pattern: sleep as synchronisation of tasks
# thread: main()
# holds: threads == [[["first", "second"]]]

import asyncio


async def main():
    said, first = [], asyncio.Event()

    async def say_first():
        await asyncio.sleep(0.2)
        said.append("first")
        first.set()

    async def say_second():
        await asyncio.sleep(0.1)
        await first.wait()
        said.append("second")

    await asyncio.gather(say_second(), say_first())
    return said
