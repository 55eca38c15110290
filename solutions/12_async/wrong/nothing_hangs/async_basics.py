# fault: nothing to start waits for ever | caught by: correctness
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
    outcomes, failures = asyncio.Queue(), []

    async def attempt(make):
        try:
            outcomes.put_nowait((True, await make()))
        except Exception as error:
            outcomes.put_nowait((False, error))

    tasks = [asyncio.create_task(attempt(make)) for make in makes]
    try:
        while True:
            is_good, value = await outcomes.get()  # <- fault
            if is_good:
                return value
            failures.append(value)
            if len(failures) == len(tasks):
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
