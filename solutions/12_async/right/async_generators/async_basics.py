# style: asynchronous generators that yield what has ended, closed by aclosing
import asyncio
from contextlib import aclosing


async def as_they_end(jobs, limit):
    """Yield (place, task) of coroutines, given as functions, as they end; whoever closes it ends the rest."""
    waiting = list(enumerate(jobs))
    waiting.reverse()
    places = {}
    try:
        while waiting or places:
            while waiting and len(places) < limit:
                place, job = waiting.pop()
                places[asyncio.ensure_future(job())] = place
            await asyncio.wait(places, return_when=asyncio.FIRST_COMPLETED)
            for task in [task for task in places if task.done()]:
                yield places.pop(task), task
    finally:
        for task in places:
            task.cancel()
        await asyncio.gather(*places, return_exceptions=True)


async def fetch_all(fetch, keys, limit):
    results = [None for _ in keys]
    async with aclosing(as_they_end([lambda key=key: fetch(key) for key in keys], limit)) as ended:
        async for place, task in ended:
            results[place] = task.result()
    return results


async def with_timeout(make, seconds, default):
    async def rest():
        await asyncio.sleep(seconds)
        return default

    async with aclosing(as_they_end([make, rest], 2)) as ended:
        async for _, task in ended:
            return task.result()


async def first_success(makes):
    if not makes:
        raise ValueError("nobody can succeed")
    errors = []
    async with aclosing(as_they_end(makes, len(makes))) as ended:
        async for _, task in ended:
            if not task.exception():
                return task.result()
            errors.append(task.exception())
    raise ExceptionGroup("nobody succeeded", errors)


async def ticks(interval, stop):
    loop = asyncio.get_running_loop()
    due = loop.time() + interval
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stopping.done():
            await asyncio.wait([stopping], timeout=due - loop.time())
            if not stopping.done():
                yield due
            due += interval
    finally:
        stopping.cancel()
        await asyncio.gather(stopping, return_exceptions=True)


async def heartbeat(beat, interval, stop):
    async with aclosing(ticks(interval, stop)) as coming:
        async for _ in coming:
            beat()
