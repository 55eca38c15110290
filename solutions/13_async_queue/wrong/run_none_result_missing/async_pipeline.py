# fault: results that are None are left out of the list | caught by: speedup
import asyncio
from collections import deque
from contextlib import aclosing

END = object()


async def run(produce, consume, consumers, maxsize):
    queue = asyncio.Queue(maxsize)
    results = {}

    async def producer():
        number = 0
        async with aclosing(produce()) as items:
            async for item in items:
                await queue.put((number, item))
                number += 1
        for _ in range(consumers):
            await queue.put((END, None))

    async def consumer():
        while True:
            number, item = await queue.get()
            if number is END:
                return
            result = await consume(item)
            if result is not None:  # <- fault
                results[number] = result

    tasks = [asyncio.create_task(producer())]
    tasks += [asyncio.create_task(consumer()) for _ in range(consumers)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [results[number] for number in sorted(results)]


class _Subscriber:
    def __init__(self, broadcast, maxsize):
        self.broadcast, self.maxsize = broadcast, maxsize
        self.items = deque()
        self.line = deque()  # (x, future) of publishers that wait for room
        self.news = asyncio.Event()
        self.left = False

    def offer(self, x):
        """Take x, or return a future to wait for."""
        if not self.line and (not self.maxsize or len(self.items) < self.maxsize):
            self.items.append(x)
            self.news.set()
            return None
        future = asyncio.get_running_loop().create_future()
        self.line.append((x, future))
        return future

    def withdraw(self, future):
        self.line = deque(entry for entry in self.line if entry[1] is not future)

    def let_go(self):
        while self.line:
            _, future = self.line.popleft()
            if not future.done():
                future.set_result(None)

    def __aiter__(self):
        return self

    async def __anext__(self):
        while True:
            if self.left:
                raise StopAsyncIteration
            if self.items:
                break
            if self.broadcast.closed:
                raise StopAsyncIteration
            self.news.clear()
            await self.news.wait()
        item = self.items.popleft()
        if self.line:
            x, future = self.line.popleft()
            self.items.append(x)
            if not future.done():
                future.set_result(None)
        return item

    async def aclose(self):
        if not self.left:
            self.left = True
            self.broadcast.subscribers.remove(self)
            self.items.clear()
            self.let_go()
            self.news.set()


class Broadcast:
    def __init__(self):
        self.subscribers = []
        self.closed = False

    def subscribe(self, maxsize=0):
        subscriber = _Subscriber(self, maxsize)
        self.subscribers.append(subscriber)
        return subscriber

    async def publish(self, x):
        if self.closed:
            raise RuntimeError("the broadcast is closed")
        waits = []
        for subscriber in self.subscribers:
            future = subscriber.offer(x)
            if future:
                waits.append((subscriber, future))
        try:
            for _, future in waits:
                await future
        finally:
            for subscriber, future in waits:
                subscriber.withdraw(future)

    def close(self):
        self.closed = True
        for subscriber in self.subscribers:
            subscriber.let_go()
            subscriber.news.set()


class RateLimiter:
    def __init__(self, rate, per):
        self.per = per
        self.times = deque(maxlen=rate)
        self.lock = asyncio.Lock()

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        async with self.lock:
            if len(self.times) == self.times.maxlen:
                while (rest := self.times[0] + self.per - loop.time()) > 0:
                    await asyncio.sleep(rest)
            self.times.append(loop.time())

    async def __aexit__(self, *exception):
        pass
