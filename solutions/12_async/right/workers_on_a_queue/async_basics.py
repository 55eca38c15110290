# style: workers that take keys from a queue, a queue of outcomes, and asyncio.wait with a time-out
import asyncio


async def stopped(tasks):
    for task in tasks:
        task.cancel()
    for task in tasks:
        await asyncio.gather(task, return_exceptions=True)


async def fetch_all(fetch, keys, limit):
    queue = asyncio.Queue()
    for item in enumerate(keys):
        queue.put_nowait(item)
    results = [None] * len(keys)

    async def worker():
        while not queue.empty():
            index, key = queue.get_nowait()
            results[index] = await fetch(key)

    workers = [asyncio.create_task(worker(), name=f"worker {number}") for number in range(limit)]
    try:
        await asyncio.gather(*workers)
    except BaseException:
        await stopped(workers)
        raise
    return results


async def with_timeout(make, seconds, default):
    work = asyncio.ensure_future(make())
    try:
        done, _ = await asyncio.wait([work], timeout=seconds)
    except asyncio.CancelledError:
        await stopped([work])
        raise
    if work in done:
        return work.result()
    await stopped([work])
    return default


async def first_success(makes):
    if not makes:
        raise ValueError("makes is empty")
    outcomes = asyncio.Queue()

    async def attempt(make):
        try:
            value = await make()
        except Exception as error:
            outcomes.put_nowait((error, None))
        else:
            outcomes.put_nowait((None, value))

    tasks = [asyncio.create_task(attempt(make)) for make in makes]
    failures = []
    try:
        while len(failures) < len(tasks):
            error, value = await outcomes.get()
            if error is None:
                return value
            failures.append(error)
    finally:
        await stopped(tasks)
    raise ExceptionGroup("nothing succeeded", failures)


async def heartbeat(beat, interval, stop):
    loop = asyncio.get_running_loop()
    start, number = loop.time(), 0
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            number += 1
            done, _ = await asyncio.wait({stopping}, timeout=start + number * interval - loop.time())
            if not done:
                beat()
    finally:
        await stopped([stopping])
