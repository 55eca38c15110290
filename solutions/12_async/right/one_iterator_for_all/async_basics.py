# style: a fixed number of workers share an iterator; wait_for around something that never raises TimeoutError; an Event
import asyncio
from contextlib import suppress
from itertools import count


async def fetch_all(fetch, keys, limit):
    results = {}
    rest = iter(list(enumerate(keys)))

    async def work():
        for place, key in rest:
            results[place] = await fetch(key)

    workers = [asyncio.ensure_future(work()) for _ in range(min(limit, len(keys)))]
    try:
        for ended in asyncio.as_completed(workers):
            await ended
    finally:
        for worker in workers:
            worker.cancel()
        for worker in workers:
            with suppress(asyncio.CancelledError, Exception):
                await worker
    return [result for _, result in sorted(results.items(), key=lambda pair: pair[0])]


async def with_timeout(make, seconds, default):
    async def boxed():
        try:
            return await make(), None
        except TimeoutError as error:
            return None, error

    try:
        value, error = await asyncio.wait_for(boxed(), timeout=seconds)
    except asyncio.TimeoutError:
        return default
    if error is not None:
        raise error
    return value


async def first_success(makes):
    if makes == []:
        raise ValueError("first_success of nothing")
    values, failures, over = [], [], asyncio.Event()

    async def attempt(make):
        try:
            values.append(await make())
        except Exception as failure:
            failures.append(failure)
        if values or len(failures) == len(makes):
            over.set()

    tasks = list(map(asyncio.create_task, map(attempt, makes)))
    try:
        await over.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if values:
        return values[0]
    raise ExceptionGroup(f"{len(failures)} failures", failures)


async def heartbeat(beat, interval, stop):
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for number in count(1):
        try:
            await asyncio.wait_for(stop.wait(), begin + number * interval - loop.time())
        except asyncio.TimeoutError:
            beat()
        else:
            return
