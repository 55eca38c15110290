# pattern: lost cancellation
# thread: main()
# holds: threads[0][0] == (True, 1)

import asyncio

tries = 0


async def fetch(begun):
    global tries
    tries += 1
    begun.set()
    await asyncio.sleep(1)
    return "page"


async def patient(begun):
    for _ in range(3):
        try:
            return await fetch(begun)
        except Exception:
            await asyncio.sleep(0.1)


async def main():
    begun = asyncio.Event()
    task = asyncio.create_task(patient(begun))
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled(), tries
