# fault: publish waits for its turn and for room, and a subscriber that leaves meanwhile keeps it waiting | caught by: cleanup
import asyncio
from collections import deque
from contextlib import aclosing

STOP = object()


async def run(produce, consume, consumers, maxsize):
    queue, results, failure = asyncio.Queue(maxsize), {}, None

    async def worker():
        while True:
            match await queue.get():
                case (index, item):
                    results[index] = await consume(item)
                case _:
                    break

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(consumers):
                group.create_task(worker())
            async with aclosing(produce()) as source:
                index = 0
                async for item in source:
                    await queue.put((index, item))
                    index += 1
            for _ in range(consumers):
                await queue.put(STOP)
    except* Exception as group:
        failure = group.exceptions[0]
    if failure is not None:
        raise failure
    return [results[index] for index in range(len(results))]


class Subscriber:
    def __init__(self, all_of_them, maxsize):
        self.all_of_them = all_of_them
        self.maxsize = maxsize
        self.items = deque()
        self.is_over = False
        self.something, self.room = asyncio.Event(), asyncio.Event()

    async def put(self, x):
        while self.maxsize and len(self.items) >= self.maxsize and not self.is_over:
            self.room.clear()
            await self.room.wait()
        if not self.is_over:
            self.items.append(x)
            self.something.set()

    def end(self):
        self.is_over = True
        self.something.set()
        self.room.set()

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self.items:
            if self.is_over:
                raise StopAsyncIteration
            self.something.clear()
            await self.something.wait()
        item = self.items.popleft()
        self.room.set()
        return item

    async def aclose(self):
        self.all_of_them.discard(self)
        self.items.clear()
        self.is_over = True  # <- fault


class Broadcast:
    def __init__(self):
        self.subscribers = set()
        self.is_closed = False
        self.turn = asyncio.Lock()

    def subscribe(self, maxsize=0):
        subscriber = Subscriber(self.subscribers, maxsize)
        self.subscribers.add(subscriber)
        return subscriber

    async def publish(self, x):
        async with self.turn:
            if self.is_closed:
                raise RuntimeError("publish after close")
            await asyncio.gather(*[subscriber.put(x) for subscriber in self.subscribers])

    def close(self):
        self.is_closed = True
        for subscriber in self.subscribers:
            subscriber.end()


class RateLimiter:
    def __init__(self, rate, per):
        self.per = per
        self.places = asyncio.BoundedSemaphore(rate)
        self.tasks = set()

    async def __aenter__(self):
        await self.places.acquire()
        task = asyncio.create_task(self.bring_back())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def bring_back(self):
        await asyncio.sleep(self.per)
        self.places.release()

    async def __aexit__(self, *exception):
        return None
