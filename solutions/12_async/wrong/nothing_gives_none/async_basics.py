# fault: nothing to start gives None instead of a ValueError | caught by: correctness
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
    task = asyncio.create_task(make())
    try:
        done, _ = await asyncio.wait([task], timeout=seconds)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return task.result() if done else default


async def first_success(makes):
    if not makes:
        return None  # <- fault
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
        beat()
        due += interval
        try:
            await asyncio.wait_for(stop.wait(), due - loop.time())
        except TimeoutError:
            pass
