# fault: publish after close is delivered to subscribers who are still at it | caught by: faults
import asyncio
from collections import deque
from contextlib import aclosing, nullcontext


async def run(produce, consume, consumers, maxsize):
    queue = asyncio.Queue(maxsize)
    results = []
    end = object()

    async def fill():
        source = produce()
        async with aclosing(source) if hasattr(source, "aclose") else nullcontext():
            async for item in source:
                results.append(None)
                await queue.put((len(results) - 1, item))
        for _ in range(consumers):
            await queue.put((0, end))

    async def work():
        while True:
            index, item = await queue.get()
            if item is end:
                return
            results[index] = await consume(item)

    tasks = [asyncio.create_task(fill()), *(asyncio.create_task(work()) for _ in range(consumers))]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return results


class Broadcast:
    def __init__(self):
        self.subscriptions = []
        self.closed = False

    def subscribe(self, maxsize=0):
        subscription = Subscription(self, maxsize)
        self.subscriptions.append(subscription)
        return subscription

    async def publish(self, x):
        places = [(subscription, subscription.append(x)) for subscription in self.subscriptions]  # <- fault
        for subscription, place in places:
            await subscription.has_room_for(place)

    def close(self):
        self.closed = True
        for subscription in self.subscriptions:
            subscription.changed.set()


class Subscription:
    """All that was published since; `taken` and `count` say how far the listener and the publishers are."""

    def __init__(self, broadcast, maxsize):
        self.broadcast = broadcast
        self.maxsize = maxsize
        self.items = deque()
        self.taken = self.count = 0
        self.left = False
        self.changed = asyncio.Event()

    def append(self, x):
        self.items.append(x)
        self.count += 1
        self.changed.set()
        return self.count

    async def has_room_for(self, place):
        while self.maxsize and place - self.taken > self.maxsize and not self.left and not self.broadcast.closed:
            await self.change()

    async def change(self):
        self.changed.clear()
        await self.changed.wait()

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self.items:
            if self.left or self.broadcast.closed:
                raise StopAsyncIteration
            await self.change()
        self.taken += 1
        self.changed.set()
        return self.items.popleft()

    async def aclose(self):
        if not self.left:
            self.left = True
            self.items.clear()
            self.broadcast.subscriptions.remove(self)
            self.changed.set()


class RateLimiter:
    def __init__(self, rate, per):
        self.per = per
        self.entries = deque(maxlen=rate)
        self.line = asyncio.Lock()

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        async with self.line:
            while len(self.entries) == self.entries.maxlen and loop.time() < self.entries[0] + self.per:
                await asyncio.sleep(self.entries[0] + self.per - loop.time())
            self.entries.append(loop.time())

    async def __aexit__(self, *exception):
        pass
