# pattern: event missed
# thread: main()

import asyncio


async def wait(event):
    await asyncio.sleep(0)
    await event.wait()  # <- fault


async def pulse(event):
    await asyncio.sleep(0)
    event.set()
    event.clear()


async def main():
    event = asyncio.Event()
    await asyncio.gather(wait(event), pulse(event))
