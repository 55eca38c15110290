# fault: a worker that fails doesn't say that its item is done, and join waits for ever | caught by: faults, cleanup
import asyncio


async def fetch_all(fetch, keys, limit):
    queue, results = asyncio.Queue(), {}
    for item in enumerate(keys):
        queue.put_nowait(item)

    async def worker():
        while True:
            place, key = await queue.get()
            results[place] = await fetch(key)  # <- fault
            queue.task_done()

    workers = [asyncio.create_task(worker()) for _ in range(limit)]
    try:
        await queue.join()
    finally:
        for each in workers:
            each.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
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
