"""Reference: gather with a semaphore, asyncio.timeout, as_completed, and time-outs at absolute times."""

import asyncio
import contextlib


async def fetch_all(fetch, keys, limit):
    free = asyncio.Semaphore(limit)

    async def one(key):
        async with free:
            return await fetch(key)

    tasks = [asyncio.create_task(one(key)) for key in keys]
    try:
        return await asyncio.gather(*tasks)
    finally:
        await _end(tasks)


async def _end(tasks):
    """Cancel what still runs, and wait until all have ended."""
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
        raise  # the work's own


async def first_success(makes):
    if not makes:
        raise ValueError("there is nothing to start")
    failures = []
    tasks = [asyncio.create_task(make()) for make in makes]
    try:
        for ended in asyncio.as_completed(tasks):
            try:
                return await ended
            except Exception as error:
                failures.append(error)
        raise ExceptionGroup("all have failed", failures)
    finally:
        await _end(tasks)


async def heartbeat(beat, interval, stop):
    due = asyncio.get_running_loop().time()
    while not stop.is_set():
        beat()
        due += interval  # counted from the last one that was due, not from now
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(due):
                await stop.wait()
