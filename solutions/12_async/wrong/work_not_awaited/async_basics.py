# fault: the work is cancelled when time is up, and not awaited | caught by: cleanup
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
    task = asyncio.create_task(make())
    try:
        done, _ = await asyncio.wait([task], timeout=seconds)
        return task.result() if done else default
    finally:
        task.cancel()  # <- fault


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
