# fault: asks every third of a second if the work has ended | caught by: correctness, faults
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
    loop = asyncio.get_running_loop()
    end, task = loop.time() + seconds, asyncio.create_task(make())
    try:
        while loop.time() < end and not task.done():
            await asyncio.sleep(1 / 3)  # <- fault
        return task.result() if task.done() else default
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


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
