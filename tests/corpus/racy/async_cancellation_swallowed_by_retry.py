# pattern: lost cancellation
# thread: main()
# holds: threads == [[True]]

import asyncio


async def fetch():
    await asyncio.sleep(1)
    return "page"


async def patient():
    for _ in range(3):
        try:
            return await fetch()
        except:  # noqa: E722
            await asyncio.sleep(0.1)  # <- fault


async def main():
    task = asyncio.create_task(patient())
    await asyncio.sleep(0.5)
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled()
