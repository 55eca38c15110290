# fault: the task that ticks goes on after stop | caught by: correctness, speedup
import asyncio


async def fetch_all(fetch, keys, limit):
    places = asyncio.Semaphore(limit)

    async def one(key):
        async with places:
            return await fetch(key)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(key)) for key in keys]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


async def with_timeout(make, seconds, default):
    try:
        async with asyncio.timeout(seconds) as scope:
            return await make()
    except TimeoutError:
        if scope.expired():
            return default
        raise


async def first_success(makes):
    if not makes:
        raise ValueError("nothing to start")
    pending = {asyncio.create_task(make()) for make in makes}
    failures = []
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception() is None:
                    return task.result()
                failures.append(task.exception())
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
    raise ExceptionGroup("all failed", failures)


async def heartbeat(beat, interval, stop):
    loop = asyncio.get_running_loop()
    start = loop.time()

    async def tick():
        number = 0
        while True:
            beat()
            number += 1
            await asyncio.sleep(start + number * interval - loop.time())

    ticking = asyncio.create_task(tick())
    await stop.wait()  # <- fault
    del ticking
