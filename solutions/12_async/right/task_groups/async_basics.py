# style: task groups whose exception groups are unwrapped; a task that ticks beside the one that waits for the end
import asyncio


class Found(Exception):
    def __init__(self, value):
        super().__init__()
        self.value = value


async def fetch_all(fetch, keys, limit):
    places = asyncio.BoundedSemaphore(limit)

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
        async with asyncio.timeout(seconds):
            async with asyncio.TaskGroup() as group:
                work = group.create_task(make())
    except TimeoutError:  # not the work's, which would be in a group
        return default
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return work.result()


async def first_success(makes):
    if len(makes) == 0:
        raise ValueError("no makes")
    failures = []

    async def attempt(make):
        try:
            value = await make()
        except Exception as error:
            failures.append(error)
        else:
            raise Found(value)

    try:
        async with asyncio.TaskGroup() as group:
            for make in makes:
                group.create_task(attempt(make))
    except ExceptionGroup as found:
        return found.exceptions[0].value
    raise ExceptionGroup("no success", failures)


async def heartbeat(beat, interval, stop):
    loop = asyncio.get_running_loop()
    start = loop.time()

    async def tick():
        count = 0
        while True:
            beat()
            count += 1
            await asyncio.sleep(start + count * interval - loop.time())

    if stop.is_set():
        return
    ticking = asyncio.create_task(tick())
    try:
        await stop.wait()
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
