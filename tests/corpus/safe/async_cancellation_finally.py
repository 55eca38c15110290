# pattern: torn by cancellation
# thread: main()
# holds: threads[0][0] in (["opened", "closed"], [])

import asyncio

log = []


async def use():
    log.append("opened")
    try:
        await asyncio.sleep(1)
    finally:
        log.append("closed")


async def main():
    task = asyncio.create_task(use())
    await asyncio.wait([task], timeout=0.5)
    task.cancel()
    await asyncio.wait([task])
    return log
