# fault: the others go on when one has succeeded | caught by: correctness, cleanup
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
    failures = []
    for ended in asyncio.as_completed([make() for make in makes]):
        try:
            return await ended  # <- fault
        except Exception as error:
            failures.append(error)
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
