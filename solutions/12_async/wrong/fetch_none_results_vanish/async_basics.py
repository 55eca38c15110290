# fault: None is what stands for a key that isn't fetched any more, and so results that are None are left out | caught by: race
import asyncio


async def _end(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def fetch_all(fetch, keys, limit):
    places = asyncio.Semaphore(limit)
    failed = False

    async def one(key):
        nonlocal failed
        async with places:
            if failed:
                return None
            try:
                return await fetch(key)
            except BaseException:
                failed = True
                raise

    tasks = [asyncio.create_task(one(key)) for key in keys]
    try:
        results = await asyncio.gather(*tasks)
        return [result for result in results if result is not None]  # <- fault
    finally:
        await _end(tasks)


async def with_timeout(make, seconds, default):
    async def work():
        return await make()

    task = asyncio.create_task(work())
    try:
        done, _ = await asyncio.wait([task], timeout=seconds)
        if done:
            return task.result()
        return default
    finally:
        await _end([task])


async def first_success(makes):
    if not makes:
        raise ValueError("nothing to start")

    async def start(make):
        return await make()

    tasks = [asyncio.create_task(start(make)) for make in makes]
    errors = []
    running = set(tasks)
    try:
        while running:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception() is None:
                    return task.result()
                errors.append(task.exception())
        raise ExceptionGroup("all have failed", errors)
    finally:
        await _end(tasks)


async def heartbeat(beat, interval, stop):
    loop = asyncio.get_running_loop()
    start, n = loop.time(), 0
    while not stop.is_set():
        n += 1
        try:
            await asyncio.wait_for(stop.wait(), start + n * interval - loop.time())
        except asyncio.TimeoutError:
            if not stop.is_set():
                beat()
