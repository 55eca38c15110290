# fault: cleans up after exceptions, but not when run itself is cancelled | caught by: cleanup
import asyncio
import heapq
import inspect
import itertools
import time
from collections import deque


class Pipeline:
    def __init__(self, consume, maxsize):
        self.consume = consume
        self.maxsize = maxsize
        self.waiting = deque()
        self.changed = asyncio.Condition()
        self.is_over = False
        self.heap = []

    async def produce(self, source):
        number = itertools.count()
        async for item in source:
            async with self.changed:
                await self.changed.wait_for(lambda: not self.maxsize or len(self.waiting) < self.maxsize)
                self.waiting.append((next(number), item))
                self.changed.notify_all()
        async with self.changed:
            self.is_over = True
            self.changed.notify_all()

    async def work(self):
        while True:
            async with self.changed:
                await self.changed.wait_for(lambda: self.waiting or self.is_over)
                if not self.waiting:
                    return
                number, item = self.waiting.popleft()
                self.changed.notify_all()
            heapq.heappush(self.heap, (number, [await self.consume(item)]))


async def run(produce, consume, consumers, maxsize):
    pipeline = Pipeline(consume, maxsize)
    source = produce()
    tasks = {asyncio.ensure_future(pipeline.work()) for _ in range(consumers)}
    tasks.add(asyncio.ensure_future(pipeline.produce(source)))
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    except asyncio.CancelledError:
        raise  # <- fault
    else:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        if inspect.isasyncgen(source):
            await source.aclose()
    for each in ended:
        if isinstance(each, Exception):
            raise each
    return [heapq.heappop(pipeline.heap)[1][0] for _ in range(len(pipeline.heap))]


class Subscription:
    def __init__(self, broadcast, maxsize):
        self.broadcast = broadcast
        self.items = asyncio.Queue()
        self.room = asyncio.Semaphore(maxsize) if maxsize else None
        self.gone = asyncio.get_running_loop().create_future()
        self.done = False

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.done:
            raise StopAsyncIteration
        kind, item = await self.items.get()
        if kind == "end":
            await self.aclose()
            raise StopAsyncIteration
        if kind == "held" and self.room:
            self.room.release()
        return item

    async def aclose(self):
        self.done = True
        self.broadcast.subscriptions.pop(self, None)
        if not self.gone.done():
            self.gone.set_result(None)

    async def take(self, x):
        """Come in when there is room, or give it up when the end is there first."""
        place = asyncio.create_task(self.room.acquire())
        try:
            await asyncio.wait([place, self.gone], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            place.cancel()
            await asyncio.wait([place])
            if not place.cancelled():
                self.room.release()
            raise
        if place.done() and not self.gone.done():
            self.items.put_nowait(("held", x))
        else:
            place.cancel()
            await asyncio.wait([place])


class Broadcast:
    def __init__(self):
        self.subscriptions = {}
        self.is_open = True

    def subscribe(self, maxsize=0):
        subscription = Subscription(self, maxsize)
        self.subscriptions[subscription] = True
        return subscription

    async def publish(self, x):
        if not self.is_open:
            raise RuntimeError("closed")
        later = []
        for subscription in self.subscriptions:
            if subscription.room is None:
                subscription.items.put_nowait(("free", x))
            else:
                later.append(subscription.take(x))
        await asyncio.gather(*later)

    def close(self):
        self.is_open = False
        for subscription in list(self.subscriptions):
            if not subscription.gone.done():
                subscription.gone.set_result(None)
            subscription.items.put_nowait(("end", None))


class RateLimiter:
    def __init__(self, rate, per):
        self.rate, self.per = rate, per
        self.times = deque()
        self.turn = asyncio.Condition()
        self.tickets = deque()
        self.count = itertools.count()

    async def __aenter__(self):
        ticket = next(self.count)
        self.tickets.append(ticket)
        try:
            async with self.turn:
                await self.turn.wait_for(lambda: self.tickets[0] == ticket)
            while len(self.times) >= self.rate:
                left = self.times[0] + self.per - time.monotonic()
                if left <= 0:
                    self.times.popleft()
                else:
                    await asyncio.sleep(left)
            self.times.append(time.monotonic())
            return self
        finally:
            self.tickets.remove(ticket)
            async with self.turn:
                self.turn.notify_all()

    async def __aexit__(self, kind, error, trace):
        return None
