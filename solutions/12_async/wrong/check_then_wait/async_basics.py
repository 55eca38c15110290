# fault: who finds a free place takes it only after a moment, and another one has taken it by then | caught by: race
import asyncio


async def fetch_all(fetch, keys, limit):
    running, changed = 0, asyncio.Condition()

    async def one(key):
        nonlocal running
        async with changed:
            await changed.wait_for(lambda: running < limit)  # <- fault
        await asyncio.sleep(0)
        running += 1
        try:
            return await fetch(key)
        finally:
            running -= 1
            async with changed:
                changed.notify_all()

    tasks = [asyncio.create_task(one(key)) for key in keys]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


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
    due = asyncio.get_running_loop().time()
    while not stop.is_set():
        due += interval
        try:
            async with asyncio.timeout_at(due):
                await stop.wait()
        except TimeoutError:
            beat()
