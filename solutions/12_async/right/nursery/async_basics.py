# style: an own context manager that ends its tasks, and a condition instead of a semaphore
import asyncio


class Nursery:
    def __init__(self):
        self.tasks = []

    def start(self, coroutine):
        task = asyncio.create_task(coroutine)
        self.tasks.append(task)
        return task

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        living = [task for task in self.tasks if not task.done()]
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
        return False


class Places:
    def __init__(self, limit):
        self.free = limit
        self.changed = asyncio.Condition()

    async def __aenter__(self):
        async with self.changed:
            while not self.free:
                await self.changed.wait()
            self.free -= 1

    async def __aexit__(self, *_):
        async with self.changed:
            self.free += 1
            self.changed.notify()


async def fetch_all(fetch, keys, limit):
    places = Places(limit)

    async def one(key):
        async with places:
            return await fetch(key)

    if not keys:
        return []
    async with Nursery() as nursery:
        tasks = [nursery.start(one(key)) for key in keys]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
        return [task.result() for task in tasks]


async def with_timeout(make, seconds, default):
    async with Nursery() as nursery:
        work = nursery.start(make())
        try:
            await asyncio.wait_for(asyncio.wait([work]), seconds)  # raises nothing of the work's
        except TimeoutError:
            return default
        return work.result()


async def first_success(makes):
    if not makes:
        raise ValueError("empty")
    async with Nursery() as nursery:
        pending = [nursery.start(make()) for make in makes]
        failures = []
        while pending:
            await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in [task for task in pending if task.done()]:
                try:
                    return task.result()
                except Exception as failure:
                    failures.append(failure)
                    pending.remove(task)
        raise ExceptionGroup("all failed", failures)


async def heartbeat(beat, interval, stop):
    loop = asyncio.get_running_loop()
    due = loop.time()
    async with Nursery() as nursery:
        end = nursery.start(stop.wait())
        while not end.done():
            beat()
            due += interval
            await asyncio.wait([end], timeout=max(0, due - loop.time()))
