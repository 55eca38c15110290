# pattern: event missed
# thread: main()
# holds: threads == [[[1, 2]]]

import asyncio


async def main():
    news, items, seen = asyncio.Event(), [], []

    async def produce():
        for number in (1, 2):
            items.append(number)
            news.set()
            await asyncio.sleep(0)

    async def consume():
        while len(seen) < 2:
            await news.wait()
            while items:
                seen.append(items.pop(0))
            await asyncio.sleep(0)
            news.clear()  # <- fault

    await asyncio.gather(produce(), consume())
    return seen
