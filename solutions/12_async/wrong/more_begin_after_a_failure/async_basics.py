# fault: the other workers go on with new keys after a failure | caught by: faults, cleanup
import asyncio


async def fetch_all(fetch, keys, limit):
    queue, results, failures = asyncio.Queue(), {}, []
    for item in enumerate(keys):
        queue.put_nowait(item)

    async def worker():
        while not queue.empty():
            place, key = queue.get_nowait()
            try:
                results[place] = await fetch(key)
            except Exception as error:
                failures.append(error)  # <- fault

    await asyncio.gather(*(worker() for _ in range(limit)))
    if failures:
        raise failures[0]
    return [results[place] for place in range(len(keys))]


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
