# pattern: sleep as synchronisation of tasks
# thread: main()
# holds: threads == [[(0, 1)]]

import asyncio

ready = []


async def serve():
    await asyncio.sleep(0.5)
    ready.append(True)


async def use(number):
    while not ready:
        await asyncio.sleep(0.1)
    return number


async def main():
    found = await asyncio.gather(use(0), serve(), use(1))
    return found[0], found[2]
