# fault: a result None is taken for none | caught by: correctness
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
    result = None
    try:
        async with asyncio.timeout(seconds) as scope:
            result = await make()
    except TimeoutError:
        if not scope.expired():
            raise
    return default if result is None else result  # <- fault


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
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    raise ExceptionGroup("all failed", failures)


async def heartbeat(beat, interval, stop):
    loop = asyncio.get_running_loop()
    due = loop.time()
    while not stop.is_set():
        beat()
        due += interval
        try:
            await asyncio.wait_for(stop.wait(), due - loop.time())
        except TimeoutError:
            pass
