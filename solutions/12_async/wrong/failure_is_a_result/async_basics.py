# fault: the first exception is returned as if it were a result | caught by: correctness, faults, cleanup
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
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return task.result() if done else default


async def first_success(makes):
    if not makes:
        raise ValueError("nothing to start")
    results = asyncio.Queue()

    async def attempt(make):
        try:
            await results.put(await make())
        except Exception as error:
            await results.put(error)  # <- fault

    tasks = [asyncio.create_task(attempt(make)) for make in makes]
    try:
        return await results.get()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


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
