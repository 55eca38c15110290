# fault: the next beat is counted from the last one | caught by: speedup
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
    while not stop.is_set():
        beat()
        try:
            await asyncio.wait_for(stop.wait(), interval)  # <- fault
        except TimeoutError:
            pass
