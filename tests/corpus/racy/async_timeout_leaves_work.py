# pattern: time-out leaves work
# thread: main()

import asyncio


async def work():
    await asyncio.sleep(5)


async def main():
    done, pending = await asyncio.wait([asyncio.create_task(work())], timeout=1)  # <- fault
    return len(done), len(pending)
