# fault: close drops what subscribers haven't taken yet | caught by: faults
import asyncio
import contextlib


class ShutDown(Exception):
    pass


class ClosingQueue(asyncio.Queue):
    """put and get raise ShutDown when nothing can come any more; those who wait are woken for it."""

    is_shut = False

    def shutdown(self, immediate=False):
        self.is_shut = True
        if immediate:
            self._queue.clear()
        for waiters in (self._getters, self._putters):
            while waiters:
                waiter = waiters.popleft()
                if not waiter.done():
                    waiter.set_result(None)

    async def put(self, item):
        while self.full() and not self.is_shut:
            waiter = asyncio.get_running_loop().create_future()
            self._putters.append(waiter)
            try:
                await waiter
            except BaseException:
                waiter.cancel()
                with contextlib.suppress(ValueError):
                    self._putters.remove(waiter)
                if not self.full():
                    self._wakeup_next(self._putters)
                raise
        if self.is_shut:
            raise ShutDown
        self.put_nowait(item)

    async def get(self):
        while self.empty() and not self.is_shut:
            waiter = asyncio.get_running_loop().create_future()
            self._getters.append(waiter)
            try:
                await waiter
            except BaseException:
                waiter.cancel()
                with contextlib.suppress(ValueError):
                    self._getters.remove(waiter)
                if not self.empty():
                    self._wakeup_next(self._getters)
                raise
        if self.empty():
            raise ShutDown
        return self.get_nowait()


async def run(produce, consume, consumers, maxsize):
    queue = ClosingQueue(maxsize)

    async def fill():
        iterator = produce()
        try:
            number = 0
            async for item in iterator:
                await queue.put((number, item))
                number += 1
        finally:
            close = getattr(iterator, "aclose", None)
            if close is not None:
                await close()
        queue.shutdown()
        return []

    async def drain():
        mine = []
        with contextlib.suppress(ShutDown):
            while True:
                number, item = await queue.get()
                mine.append((number, await consume(item)))
        return mine

    tasks = [asyncio.create_task(each) for each in (fill(), *(drain() for _ in range(consumers)))]
    pairs = []
    try:
        for ended in asyncio.as_completed(tasks):
            pairs += await ended
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    pairs.sort(key=lambda pair: pair[0])
    return [result for _, result in pairs]


class Broadcast:
    def __init__(self):
        self._queues = []
        self._is_closed = False

    def subscribe(self, maxsize=0):
        queue = ClosingQueue(maxsize)
        self._queues.append(queue)

        async def items():
            try:
                with contextlib.suppress(ShutDown):
                    while True:
                        yield await queue.get()
            finally:
                self._queues.remove(queue)
                queue.shutdown(immediate=True)

        return items()

    async def publish(self, x):
        if self._is_closed:
            raise RuntimeError("Broadcast is closed")
        await asyncio.gather(*(self._put(queue, x) for queue in self._queues))

    @staticmethod
    async def _put(queue, x):
        with contextlib.suppress(ShutDown):
            await queue.put(x)

    def close(self):
        self._is_closed = True
        for queue in self._queues:
            queue.shutdown(immediate=True)  # <- fault


class RateLimiter:
    """Guests hold hands: each waits until the one before is in, or has gone, and then for the clock."""

    def __init__(self, rate, per):
        self._rate = rate
        self._per = per
        self._entries = []
        self._last = None

    async def __aenter__(self):
        before, mine = self._last, asyncio.get_running_loop().create_future()
        self._last = mine
        try:
            if before is not None:
                await asyncio.shield(before)
            await self._wait_for_the_clock()
        except BaseException:
            if before is None or before.done():
                mine.set_result(None)
            else:
                before.add_done_callback(lambda _: mine.set_result(None))
            raise
        mine.set_result(None)

    async def _wait_for_the_clock(self):
        loop = asyncio.get_running_loop()
        while len(self._entries) == self._rate:
            rest = self._entries[0] + self._per - loop.time()
            if rest <= 0:
                del self._entries[0]
            else:
                await asyncio.sleep(rest)
        self._entries.append(loop.time())

    async def __aexit__(self, *_):
        return None
