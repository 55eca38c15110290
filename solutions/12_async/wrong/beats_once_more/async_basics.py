# fault: beats once more when stop is set | caught by: correctness, speedup
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
    due = loop.time()
    while not stop.is_set():
        due += interval
        try:
            await asyncio.wait_for(stop.wait(), due - loop.time())
        except TimeoutError:
            pass
        beat()  # <- fault
