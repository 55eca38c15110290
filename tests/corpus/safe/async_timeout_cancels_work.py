# pattern: time-out leaves work
# thread: main()
# late: no
# holds: threads == [[(0, 1, 1.0)]]

import asyncio


async def work():
    await asyncio.sleep(5)


async def main():
    done, pending = await asyncio.wait([asyncio.create_task(work())], timeout=1)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return len(done), len(pending), asyncio.get_running_loop().time()
