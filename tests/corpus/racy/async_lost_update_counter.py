# pattern: lost update over an await
# thread: main()
# holds: threads == [[4]]

import asyncio

value = 0


async def add(number):
    global value
    for _ in range(number):
        old = value
        await asyncio.sleep(0)
        value = old + 1  # <- fault


async def main():
    await asyncio.gather(add(2), add(2))
    return value
