# style: loops around asyncio.wait, which start the next one when one has ended
import asyncio
import time


async def fetch_all(fetch, keys, limit):
    waiting = list(enumerate(keys))
    running, results = {}, {}
    try:
        while waiting or running:
            while waiting and len(running) < limit:
                index, key = waiting.pop(0)
                running[asyncio.create_task(fetch(key))] = index
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                results[running.pop(task)] = task.result()
    finally:
        await end(running)
    return [results[index] for index in range(len(keys))]


async def end(tasks):
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


async def with_timeout(make, seconds, default):
    work, sleep = asyncio.create_task(make()), asyncio.create_task(asyncio.sleep(seconds))
    try:
        done, _ = await asyncio.wait({work, sleep}, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work in done else default
    finally:
        await end({work, sleep})


async def first_success(makes):
    if not makes:
        raise ValueError("I need something to do")
    pending = {asyncio.create_task(make()) for make in makes}
    errors = []
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception() is None:
                    return task.result()
                errors.append(task.exception())
        raise ExceptionGroup("all of them failed", errors)
    finally:
        await end(pending)


async def heartbeat(beat, interval, stop):
    next_time = time.monotonic()
    stopped = asyncio.ensure_future(stop.wait())
    try:
        while not stopped.done():
            if time.monotonic() >= next_time:
                beat()
                next_time += interval
            sleep = asyncio.ensure_future(asyncio.sleep(next_time - time.monotonic()))
            try:
                await asyncio.wait([stopped, sleep], return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleep.cancel()
    finally:
        await end([stopped])
