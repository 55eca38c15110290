# pattern: exception never retrieved
# thread: main()

import asyncio


async def work():
    raise ValueError("no")  # <- fault


async def main():
    asyncio.create_task(work())
    await asyncio.sleep(1)
