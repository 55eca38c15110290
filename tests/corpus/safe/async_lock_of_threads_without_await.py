# pattern: loop blocked
# thread: main()
# holds: threads == [[2]]

import asyncio
import threading

lock = threading.Lock()
value = 0


async def work():
    global value
    with lock:
        value += 1
    await asyncio.sleep(0)


async def main():
    await asyncio.gather(work(), work())
    return value
