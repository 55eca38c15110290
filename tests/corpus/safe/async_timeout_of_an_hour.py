# pattern: time-out leaves work
# thread: main()
# late: no
# holds: threads == [[("late", 1.0)]]

import asyncio


async def eternity():
    await asyncio.sleep(3600)


async def main():
    try:
        await asyncio.wait_for(eternity(), timeout=1.0)
    except TimeoutError:
        return "late", asyncio.get_running_loop().time()
