# pattern: loop blocked
# thread: main()
# late: no
# holds: threads == [[0.1]]

import asyncio
import time


async def work():
    await asyncio.to_thread(time.sleep, 0.1)


async def main():
    await asyncio.gather(work(), work())
    return asyncio.get_running_loop().time()
