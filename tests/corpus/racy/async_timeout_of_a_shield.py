# pattern: time-out leaves work
# thread: main()
# holds: threads == [["late"]]

import asyncio


async def work():
    await asyncio.sleep(5)


async def main():
    task = asyncio.create_task(work())
    try:
        await asyncio.wait_for(asyncio.shield(task), 1)  # <- fault
    except TimeoutError:
        return "late"
