# fault: several publishers overwrite what waits for room: one future for all of them | caught by: race
import asyncio
from contextlib import aclosing
from typing import Any


async def run(produce, consume, consumers, maxsize):
    queue = asyncio.Queue(maxsize)
    loop = asyncio.get_running_loop()
    promised = []
    broken = loop.create_future()

    async def worker():
        while True:
            item, promise = await queue.get()
            try:
                promise.set_result(await consume(item))
            except Exception as error:
                if not broken.done():
                    broken.set_exception(error)
                return

    async def feed():
        async with aclosing(produce()) as source:
            async for item in source:
                promise = loop.create_future()
                promised.append(promise)
                await queue.put((item, promise))
        return [await promise for promise in promised]

    workers = [asyncio.create_task(worker()) for _ in range(consumers)]
    feeding = asyncio.create_task(feed())
    try:
        await asyncio.wait({feeding, broken}, return_when=asyncio.FIRST_COMPLETED)
        return (broken if broken.done() else feeding).result()
    finally:
        for task in (feeding, *workers):
            task.cancel()
        await asyncio.gather(feeding, *workers, return_exceptions=True)
        broken.cancel() or broken.exception()


class Node:
    """What was published, and a future of what comes next; None is the end of the list."""

    def __init__(self, value: Any = None) -> None:
        self.value = value
        self.next: asyncio.Future[Node | None] = asyncio.get_running_loop().create_future()


class Listener:
    def __init__(self, station: "Broadcast", maxsize: int) -> None:
        self.station = station
        self.maxsize = maxsize
        self.at = station.last
        self.seen = station.published
        self.waiting: list[tuple[int, asyncio.Future[None]]] = []

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.at is None:
            raise StopAsyncIteration
        node = await asyncio.shield(self.at.next)
        if node is None:
            raise StopAsyncIteration
        self.at = node
        self.seen += 1
        self.wake()
        return node.value

    async def aclose(self):
        self.station.listeners.discard(self)
        self.at = None
        self.wake(everybody=True)

    def wake(self, everybody=False):
        for number, future in self.waiting:
            if not future.done() and (everybody or number - self.seen <= self.maxsize):
                future.set_result(None)

    async def room(self, number):
        if not self.maxsize or number - self.seen <= self.maxsize or self.at is None or self.station.closed:
            return
        entry = number, asyncio.get_running_loop().create_future()
        self.waiting[:] = [entry]  # <- fault
        try:
            await entry[1]
        finally:
            if entry in self.waiting:
                self.waiting.remove(entry)


class Broadcast:
    def __init__(self):
        self.last = Node()
        self.published = 0
        self.closed = False
        self.listeners = set()

    def subscribe(self, maxsize=0):
        listener = Listener(self, maxsize)
        self.listeners.add(listener)
        return listener

    async def publish(self, x):
        if self.closed:
            raise RuntimeError("nobody listens any more")
        self.published += 1
        number, node = self.published, Node(x)
        self.last.next.set_result(node)
        self.last = node
        await asyncio.gather(*(listener.room(number) for listener in [*self.listeners]))

    def close(self):
        if not self.closed:
            self.closed = True
            self.last.next.set_result(None)
            for listener in self.listeners:
                listener.wake(everybody=True)


class RateLimiter:
    def __init__(self, rate: int, per: float) -> None:
        self.rate, self.per = rate, per
        self.line: list[asyncio.Event] = []
        self.lately: list[float] = []

    async def __aenter__(self) -> None:
        loop = asyncio.get_running_loop()
        turn = asyncio.Event()
        self.line.append(turn)
        self.call()
        try:
            await turn.wait()
            # Whoever is at the head is the only one who looks at the clock.
            while True:
                now = loop.time()
                self.lately = [time for time in self.lately if now - time < self.per]
                if len(self.lately) < self.rate:
                    break
                await asyncio.sleep(self.lately[0] + self.per - now)
            self.lately.append(now)
        finally:
            self.line.remove(turn)
            self.call()

    def call(self) -> None:
        if self.line:
            self.line[0].set()

    async def __aexit__(self, *exception: object) -> None:
        pass
