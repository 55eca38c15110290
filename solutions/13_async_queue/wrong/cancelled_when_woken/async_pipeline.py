# fault: a waiter that is cancelled when it has just been let in keeps its entry | caught by: race
import asyncio
import collections


async def run(produce, consume, consumers, maxsize):
    q = asyncio.Queue(maxsize)
    results = []

    async def producer(source):
        async for item in source:
            slot = [None]
            results.append(slot)
            await q.put((slot, item))
        await q.join()

    async def consumer():
        while True:
            slot, item = await q.get()
            slot[0] = await consume(item)
            q.task_done()

    source = produce()
    making = asyncio.create_task(producer(source))
    using = [asyncio.create_task(consumer()) for _ in range(consumers)]
    try:
        done, _ = await asyncio.wait([making, *using], return_when=asyncio.FIRST_COMPLETED)
        for task in done - {making}:
            task.result()
        if making in done:
            making.result()
    finally:
        for task in [making, *using]:
            task.cancel()
        await asyncio.wait([making, *using])
        for task in [making, *using]:
            if not task.cancelled():
                task.exception()
        if hasattr(source, "aclose"):
            await source.aclose()
    return [slot[0] for slot in results]


class Broadcast:
    def __init__(self):
        self.buffers = {}
        self.number = 0
        self.closed = False
        self.news = asyncio.Event()

    def tell(self):
        """Wake all who wait for anything; each looks by itself whether it was for that."""
        self.news.set()
        self.news = asyncio.Event()

    def subscribe(self, maxsize=0):
        self.number += 1
        self.buffers[self.number] = (maxsize, collections.deque())
        return self.loop(self.number)

    async def loop(self, number):
        _, buffer = self.buffers[number]
        try:
            while True:
                while not buffer and not self.closed:
                    await self.news.wait()
                if not buffer:
                    break
                item = buffer.popleft()
                self.tell()
                yield item
        finally:
            del self.buffers[number]
            self.tell()

    async def publish(self, x):
        if self.closed:
            raise RuntimeError("closed")
        owed = set(self.buffers)
        while not self.closed:
            for number in sorted(owed):
                if number not in self.buffers:
                    owed.discard(number)
                    continue
                maxsize, buffer = self.buffers[number]
                if not maxsize or len(buffer) < maxsize:
                    buffer.append(x)
                    owed.discard(number)
                    self.tell()
            if not owed:
                return
            await self.news.wait()

    def close(self):
        self.closed = True
        self.tell()


class RateLimiter:
    def __init__(self, rate, per):
        self.rate, self.per = rate, per
        self.times = []
        self.line = collections.deque()
        self.timer = None

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        mine = loop.create_future()
        self.line.append(mine)
        self.admit(loop)
        try:
            await mine
        except asyncio.CancelledError:  # <- fault
            self.admit(loop)
            raise

    def admit(self, loop):
        now = loop.time()
        self.times = [time for time in self.times if time + self.per > now]
        while self.line and len(self.times) < self.rate:
            first = self.line.popleft()
            if not first.cancelled():
                self.times.append(now)
                first.set_result(now)
        if self.timer:
            self.timer.cancel()
            self.timer = None
        if self.line:
            self.timer = loop.call_at(min(self.times) + self.per, self.admit, loop)

    async def __aexit__(self, *exception):
        return False
