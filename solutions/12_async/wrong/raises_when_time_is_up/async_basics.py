# fault: the TimeoutError comes out instead of the default | caught by: correctness, cleanup
import asyncio


async def fetch_all(fetch, keys, limit):
    places = asyncio.Semaphore(limit)

    async def one(key):
        async with places:
            return await fetch(key)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(key)) for key in keys]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


async def with_timeout(make, seconds, default):
    async with asyncio.timeout(seconds):
        return await make()  # <- fault


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
