# pattern: torn by cancellation
# thread: main()
# holds: threads == [[[]]]

import asyncio

working = []


async def work(name):
    working.append(name)  # <- fault
    try:
        await asyncio.sleep(5)
    except Exception:
        working.remove(name)  # <- fault
        raise
    working.remove(name)


async def main():
    try:
        async with asyncio.timeout(1):
            await work("a")
    except TimeoutError:
        pass
    return working
