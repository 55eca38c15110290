# fault: the first of the list that succeeds is taken, not the first in time | caught by: correctness, cleanup
import asyncio


async def fetch_all(fetch, keys, limit):
    places = asyncio.Semaphore(limit)

    async def one(key):
        async with places:
            return await fetch(key)

    tasks = [asyncio.create_task(one(key)) for key in keys]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


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
    tasks = [asyncio.create_task(make()) for make in makes]
    failures = []
    try:
        for task in tasks:
            try:
                return await task  # <- fault
            except Exception as error:
                failures.append(error)
        raise ExceptionGroup("all failed", failures)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def heartbeat(beat, interval, stop):
    due = asyncio.get_running_loop().time()
    while not stop.is_set():
        due += interval
        try:
            async with asyncio.timeout_at(due):
                await stop.wait()
        except TimeoutError:
            beat()
