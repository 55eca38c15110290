# fault: the others are awaited, and not cancelled | caught by: correctness, cleanup
import asyncio


async def fetch_all(fetch, keys, limit):
    results = [None] * len(keys)
    rest = iter(list(enumerate(keys)))

    async def worker():
        for place, key in rest:
            results[place] = await fetch(key)

    workers = [asyncio.create_task(worker()) for _ in range(limit)]
    try:
        await asyncio.gather(*workers)
    except BaseException:
        for each in workers:
            each.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        raise
    return results


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
        for ended in asyncio.as_completed(tasks):
            try:
                return await ended
            except Exception as error:
                failures.append(error)
        raise ExceptionGroup("all failed", failures)
    finally:
        await asyncio.gather(*tasks, return_exceptions=True)  # <- fault


async def heartbeat(beat, interval, stop):
    due = asyncio.get_running_loop().time()
    while not stop.is_set():
        due += interval
        try:
            async with asyncio.timeout_at(due):
                await stop.wait()
        except TimeoutError:
            beat()
