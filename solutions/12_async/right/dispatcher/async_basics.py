# style: the caller itself waits for a place before it starts the next task; time-outs that are rescheduled
import asyncio


async def fetch_all(fetch, keys, limit):
    free = asyncio.Semaphore(limit)
    tasks = []
    try:
        async with asyncio.TaskGroup() as group:
            for key in keys:
                await free.acquire()
                task = group.create_task(fetch(key))
                task.add_done_callback(lambda _: free.release())
                tasks.append(task)
    except* Exception as failures:
        first = failures.exceptions[0]
    else:
        return [task.result() for task in tasks]
    raise first


async def with_timeout(make, seconds, default):
    work = None
    try:
        async with asyncio.timeout(seconds):
            work = asyncio.create_task(make())
            return await work
    except TimeoutError as error:
        if work is not None and work.done() and not work.cancelled() and work.exception() is error:
            raise
        return default


async def first_success(makes):
    if not makes:
        raise ValueError("give me one at least")
    loop = asyncio.get_running_loop()
    found = loop.create_future()
    failures = []

    async def attempt(make):
        try:
            value = await make()
        except Exception as error:
            failures.append(error)
        else:
            if not found.done():
                found.set_result(value)

    async def nobody(tasks):
        await asyncio.wait(tasks)
        if not found.done():
            found.set_exception(ExceptionGroup("all failed", failures))

    tasks = [asyncio.create_task(attempt(make)) for make in makes]
    tasks.append(asyncio.create_task(nobody(list(tasks))))
    try:
        return await found
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
            async with asyncio.timeout(None) as scope:
                scope.reschedule(due)
                await stop.wait()
        except TimeoutError:
            pass
