# fault: a place is taken off the semaphore for a waiter, and a cancelled one doesn't bring it back | caught by: race
import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

END = object()


async def run(
    produce: Callable[[], AsyncIterator[Any]],
    consume: Callable[[Any], Awaitable[Any]],
    consumers: int,
    maxsize: int,
) -> list[Any]:
    queue: asyncio.Queue[Any] = asyncio.Queue(maxsize=maxsize)
    found: dict[int, Any] = {}

    async def producer() -> None:
        count = 0
        async with aclosing(produce()) as items:
            async for item in items:
                await queue.put((count, item))
                count += 1
        await queue.put(END)

    async def consumer() -> None:
        while (entry := await queue.get()) is not END:
            number, item = entry
            found[number] = await consume(item)
        queue.put_nowait(END)  # for the next one: its place has just become free

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(producer())
            for _ in range(consumers):
                group.create_task(consumer())
    except BaseExceptionGroup as errors:
        error: BaseException = errors
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        raise error from None
    return [result for _, result in sorted(found.items(), key=lambda pair: pair[0])]


@dataclass(eq=False)
class Channel:
    queue: asyncio.Queue[Any]
    puts: set[asyncio.Task[None]] = field(default_factory=set)

    def offer(self, x: Any) -> asyncio.Task[None] | None:
        if not self.queue.full():
            self.queue.put_nowait(x)
            return None
        put = asyncio.create_task(self.queue.put(x))
        self.puts.add(put)
        put.add_done_callback(self.puts.discard)
        return put

    def let_go(self) -> None:
        for put in self.puts:
            put.cancel()


class Broadcast:
    def __init__(self) -> None:
        self._channels: list[Channel] = []
        self._closed = False

    def subscribe(self, maxsize: int = 0) -> AsyncGenerator[Any, None]:
        channel = Channel(asyncio.Queue(maxsize))
        self._channels.append(channel)
        return self._items(channel)

    async def _items(self, channel: Channel) -> AsyncGenerator[Any, None]:
        try:
            while not (self._closed and channel.queue.empty()):
                item = await channel.queue.get()
                if item is END:
                    break
                yield item
        finally:
            self._channels.remove(channel)
            channel.let_go()

    async def publish(self, x: Any) -> None:
        if self._closed:
            raise RuntimeError("this Broadcast is closed")
        puts = [put for channel in self._channels if (put := channel.offer(x)) is not None]
        try:
            if puts:
                await asyncio.wait(puts)
        finally:
            for put in puts:
                put.cancel()

    def close(self) -> None:
        self._closed = True
        for channel in self._channels:
            channel.let_go()
            if channel.queue.empty():  # then its subscriber may be waiting
                channel.queue.put_nowait(END)


class RateLimiter:
    def __init__(self, rate: int, per: float) -> None:
        self._places = asyncio.Semaphore(rate)
        self._per = per

    async def __aenter__(self) -> "RateLimiter":
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        asyncio.ensure_future(self._places.acquire()).add_done_callback(lambda _: turn.done() or turn.set_result(None))
        await turn  # <- fault
        loop.call_later(self._per, self._places.release)
        return self

    async def __aexit__(self, *exception: object) -> None:
        return None
