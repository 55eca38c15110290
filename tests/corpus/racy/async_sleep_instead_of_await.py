# pattern: sleep as synchronisation of tasks
# thread: main()
# holds: threads == [[7]]

import asyncio


async def work():
    await asyncio.sleep(0.1)
    return 7


async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep(0.5)
    return task.result()  # <- fault
