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
            async with asyncio.timeout(delay):
                await free.acquire()
                inside += 1  # <- fault
                most = max(most, inside)
                await asyncio.sleep(0.5)
                inside -= 1
        except TimeoutError:
            pass
        finally:
            free.release()  # <- fault

    await asyncio.gather(work(1), work(0.1), work(1))
    return most
