# fault: tasks are started, and nobody holds on to them | caught by: race, faults
import asyncio


async def fetch_all(fetch, keys, limit):
    places, over = asyncio.Semaphore(limit), asyncio.Event()
    results = {}

    async def one(place, key):
        async with places:
            results[place] = await fetch(key)
        if len(results) == len(keys):
            over.set()

    for place, key in enumerate(keys):
        asyncio.create_task(one(place, key))  # <- fault
    if keys:
        await over.wait()
    return [results[place] for place in range(len(keys))]


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
    due = asyncio.get_running_loop().time()
    while not stop.is_set():
        due += interval
        try:
            async with asyncio.timeout_at(due):
                await stop.wait()
        except TimeoutError:
            beat()
