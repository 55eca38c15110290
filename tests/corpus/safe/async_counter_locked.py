# pattern: lost update over an await
# thread: main()
# holds: threads == [[4]]

import asyncio

value = 0


async def add(lock, number):
    global value
    for _ in range(number):
        async with lock:
            old = value
            await asyncio.sleep(0)
            value = old + 1


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(add(lock, 2), add(lock, 2))
    return value
