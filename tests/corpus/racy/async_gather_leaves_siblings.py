# pattern: siblings left running
# thread: main()
# holds: threads == [["no"]]

import asyncio


async def good():
    await asyncio.sleep(0.2)


async def bad():
    await asyncio.sleep(0.1)
    raise ValueError("no")


async def main():
    try:
        await asyncio.gather(good(), bad())  # <- fault
    except ValueError as error:
        return str(error)
