# pattern: leaked semaphore
# thread: main()
# holds: threads[0][0] <= 1

import asyncio


async def main():
    free = asyncio.Semaphore(1)
    inside = most = 0

    async def work(delay):
        nonlocal inside, most
        try:
            async with asyncio.timeout(delay), free:
                inside += 1
                most = max(most, inside)
                try:
                    await asyncio.sleep(0.5)
                finally:
                    inside -= 1
        except TimeoutError:
            pass

    await asyncio.gather(work(2), work(0.1), work(2))
    return most
