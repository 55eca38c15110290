# pattern: lost cancellation
# thread: main()
# holds: threads == [[(True, True)]]

import asyncio


async def stop(child):
    child.cancel()
    await asyncio.wait([child])


async def main():
    child = asyncio.create_task(asyncio.sleep(60))
    stopper = asyncio.create_task(stop(child))
    await asyncio.sleep(0)
    stopper.cancel()
    await asyncio.wait([stopper, child])
    return stopper.done(), child.done()
