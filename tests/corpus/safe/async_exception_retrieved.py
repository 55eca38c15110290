# pattern: exception never retrieved
# thread: main()
# holds: threads == [[("no", "no")]]

import asyncio


async def work():
    raise ValueError("no")


async def main():
    first, second = asyncio.create_task(work()), asyncio.create_task(work())
    await asyncio.wait([first])
    try:
        await second
    except ValueError as error:
        return str(first.exception()), str(error)
