# pattern: lost cancellation
# thread: main()
# holds: threads == [[True]]

import asyncio


async def stop(child):
    child.cancel()
    try:
        await asyncio.shield(asyncio.sleep(0.1))
        await child
    except asyncio.CancelledError:  # <- fault
        pass  # <- fault


async def main():
    child = asyncio.create_task(asyncio.sleep(60))
    stopper = asyncio.create_task(stop(child))
    await asyncio.sleep(0.05)
    stopper.cancel()
    await asyncio.wait([stopper])
    await asyncio.sleep(1)
    return stopper.cancelled()
