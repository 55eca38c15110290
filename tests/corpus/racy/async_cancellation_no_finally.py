# pattern: torn by cancellation
# thread: main()
# holds: threads == [[["opened", "closed"]]]

import asyncio

log = []


async def use():
    log.append("opened")  # <- fault
    await asyncio.sleep(1)
    log.append("closed")  # <- fault


async def main():
    task = asyncio.create_task(use())
    await asyncio.wait([task], timeout=0.5)
    task.cancel()
    await asyncio.wait([task])
    return log
