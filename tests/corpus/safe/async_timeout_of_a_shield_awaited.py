# pattern: time-out leaves work
# thread: main()
# late: no
# holds: threads == [[("late", "done", 5.0)]]

import asyncio


async def work():
    await asyncio.sleep(5)
    return "done"


async def main():
    task = asyncio.create_task(work())
    try:
        await asyncio.wait_for(asyncio.shield(task), 1)
    except TimeoutError:
        return "late", await task, asyncio.get_running_loop().time()
