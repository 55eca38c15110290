# pattern: sleep as synchronisation of tasks
# thread: main()
# holds: threads == [[(0, 1)]]

import asyncio

ready = []


async def serve():
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ready.append(True)


async def use(number):
    for _ in range(2):
        await asyncio.sleep(0)
    return number if ready else "too early"  # <- fault


async def main():
    found = await asyncio.gather(use(0), serve(), use(1))
    return found[0], found[2]
