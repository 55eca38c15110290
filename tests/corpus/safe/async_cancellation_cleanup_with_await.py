# pattern: torn by cancellation
# thread: main()
# late: no
# holds: threads == [[([], 1.5)]]

import asyncio

working = []


async def work(name):
    working.append(name)
    try:
        await asyncio.sleep(5)
    finally:
        await asyncio.sleep(0.5)
        working.remove(name)


async def main():
    try:
        async with asyncio.timeout(1):
            await work("a")
    except TimeoutError:
        pass
    return working, asyncio.get_running_loop().time()
