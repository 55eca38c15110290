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
    tasks = [asyncio.create_task(good()), asyncio.create_task(bad())]
    try:
        await asyncio.gather(*tasks)
    except ValueError as error:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return str(error)
