# fault: all tasks are kept in one set of the module (so that none vanishes), and a failure or a cancellation cancels all of it: the fetches of another fetch_all that runs at the same time as well | caught by: faults
import asyncio


async def _end(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


_running = set()


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
    for task in tasks:
        _running.add(task)
        task.add_done_callback(_running.discard)
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        await _end(list(_running))  # <- fault
        raise


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
