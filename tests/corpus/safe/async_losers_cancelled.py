# pattern: dropped task
# thread: main()
# holds: threads == [[1]]

import asyncio


async def ask(server, delay):
    await asyncio.sleep(delay)
    return server


async def main():
    tasks = [asyncio.create_task(ask(*each)) for each in (("a", 0.3), ("b", 0.1))]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return min(len(done), 1)
