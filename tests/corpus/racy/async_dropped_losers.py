# pattern: dropped task
# thread: main()

import asyncio


async def ask(server, delay):
    await asyncio.sleep(delay)
    return server


async def main():
    tasks = [asyncio.create_task(ask(*each)) for each in (("a", 0.3), ("b", 0.1))]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # <- fault
    return len(done)
