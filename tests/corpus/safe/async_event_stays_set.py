# pattern: event missed
# thread: main()

import asyncio


async def wait(event):
    await asyncio.sleep(0)
    await event.wait()


async def release(event):
    await asyncio.sleep(0)
    event.set()


async def main():
    event = asyncio.Event()
    await asyncio.gather(wait(event), release(event))
