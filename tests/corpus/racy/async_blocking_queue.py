# pattern: loop blocked
# thread: main()
# holds: threads == [[1]]

import asyncio
import queue


async def main():
    items = queue.Queue()

    async def consume():
        return items.get()  # <- fault

    async def produce():
        items.put(1)

    found, _ = await asyncio.gather(consume(), produce())
    return found
