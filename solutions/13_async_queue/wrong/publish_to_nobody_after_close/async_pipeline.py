# fault: without any subscriber publish returns before it looks whether the broadcast is closed | caught by: faults
import asyncio


async def run(produce, consume, consumers, maxsize):
    q, results, n = asyncio.Queue(maxsize), {}, 0

    async def consumer():
        while (got := await q.get()) is not q:
            results[got[0]] = await consume(got[1])

    async def producer():
        nonlocal n
        it = produce()
        try:
            async for item in it:
                await q.put((n, item))
                n += 1
        finally:
            await it.aclose()
        for _ in range(consumers):
            await q.put(q)

    tasks = {asyncio.create_task(c) for c in [producer(), *(consumer() for _ in range(consumers))]}
    try:
        for t in asyncio.as_completed(tasks):
            await t
    finally:
        for t in tasks:
            t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [results[i] for i in range(n)]


class Broadcast:
    def __init__(self):
        self.subs, self.closed = [], False

    def subscribe(self, maxsize=0):
        self.subs.append(Sub(self, maxsize))
        return self.subs[-1]

    async def publish(self, x):
        if not self.subs:  # <- fault
            return  # nobody listens
        if self.closed:
            raise RuntimeError("closed")
        mine = [(s, [x]) for s in self.subs]
        for s, cell in mine:
            s.cells.append(cell)
            s.wake()
        try:
            for s, cell in mine:
                while not s.accepted(cell):
                    await s.change()
        finally:
            for s, cell in mine:
                if not s.accepted(cell):
                    s.cells = [c for c in s.cells if c is not cell]

    def close(self):
        self.closed = True
        for s in self.subs:
            s.wake()


class Sub:
    def __init__(self, broadcast, maxsize):
        self.b, self.maxsize, self.cells, self.waiters, self.gone = broadcast, maxsize, [], [], False

    def accepted(self, cell):
        late = self.cells[self.maxsize:] if self.maxsize else []
        return self.b.closed or all(cell is not c for c in late)

    def wake(self):
        for w in self.waiters:
            w.set()
        self.waiters = []

    async def change(self):
        self.waiters.append(asyncio.Event())
        await self.waiters[-1].wait()

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self.cells:
            if self.b.closed or self.gone:
                raise StopAsyncIteration
            await self.change()
        [x] = self.cells.pop(0)
        self.wake()
        return x

    async def aclose(self):
        self.gone = True
        self.cells = []
        if self in self.b.subs:
            self.b.subs.remove(self)
        self.wake()


class RateLimiter:
    def __init__(self, rate, per):
        self.rate, self.per, self.times, self.lock = rate, per, [], asyncio.Lock()

    async def __aenter__(self):
        now = asyncio.get_event_loop().time
        async with self.lock:
            while len(self.times) >= self.rate and self.times[-self.rate] + self.per > now():
                await asyncio.sleep(self.times[-self.rate] + self.per - now())
            self.times = self.times[-self.rate:] + [now()]

    async def __aexit__(self, *_):
        pass
