# fault: a key that comes twice is fetched once, and its result stands there twice | caught by: race
"""A little framework: a Nursery that never leaves a child behind, and strategies on top of it."""
from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Outcome(Generic[T]):
    position: int
    value: T | None = None
    error: Exception | None = None

    def unwrap(self) -> T | None:
        if self.error is not None:
            raise self.error
        return self.value


@dataclass
class Nursery:
    children: list[asyncio.Task[None]] = field(default_factory=list)
    outcomes: asyncio.Queue[Outcome[Any]] = field(default_factory=asyncio.Queue)

    async def __aenter__(self) -> Nursery:
        return self

    async def __aexit__(self, *exception: object) -> None:
        living = [child for child in self.children if not child.done()]
        for child in living:
            child.cancel()
        await asyncio.gather(*living, return_exceptions=True)

    def start(self, position: int, function: Callable[..., Awaitable[Any]], *args: Any) -> None:
        self.children.append(asyncio.create_task(self._live(position, function, args)))

    async def _live(self, position: int, function: Callable[..., Awaitable[Any]], args: tuple[Any, ...]) -> None:
        try:
            outcome = Outcome(position, value=await function(*args))
        except Exception as error:
            outcome = Outcome(position, error=error)
        self.outcomes.put_nowait(outcome)

    async def next_outcome(self) -> Outcome[Any]:
        return await self.outcomes.get()


async def fetch_all(fetch: Callable[[Any], Awaitable[Any]], keys: list[Any], limit: int) -> list[Any]:
    ordered: list[Any] = [None] * len(keys)
    places: dict[Any, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(repr(key), []).append(place)
    waiting = iter([(same[0], keys[same[0]]) for same in places.values()])  # <- fault
    async with Nursery() as nursery:
        for position, key in itertools.islice(waiting, limit):
            nursery.start(position, fetch, key)
        for _ in places:
            outcome = await nursery.next_outcome()
            for place in places[repr(keys[outcome.position])]:
                ordered[place] = outcome.unwrap()
            for position, key in itertools.islice(waiting, 1):
                nursery.start(position, fetch, key)
    return ordered


async def with_timeout(make: Callable[[], Awaitable[Any]], seconds: float, default: Any) -> Any:
    async with Nursery() as nursery:
        nursery.start(0, make)
        try:
            async with asyncio.timeout(seconds):
                outcome = await nursery.next_outcome()
        except TimeoutError:
            return default
    return outcome.unwrap()


async def first_success(makes: Sequence[Callable[[], Awaitable[Any]]]) -> Any:
    if not makes:
        raise ValueError("makes is empty")
    errors: dict[int, Exception] = {}
    async with Nursery() as nursery:
        for position, make in enumerate(makes):
            nursery.start(position, make)
        while len(errors) < len(makes):
            outcome = await nursery.next_outcome()
            if outcome.error is None:
                return outcome.value
            errors[outcome.position] = outcome.error
    raise ExceptionGroup("all attempts failed", [errors[position] for position in sorted(errors)])


class Metronome:
    """An asynchronous iterator over the due times, which ends when the event is set."""

    def __init__(self, interval: float, stop: asyncio.Event) -> None:
        self._loop = asyncio.get_running_loop()
        start = self._loop.time()
        self._due = (start + n * interval for n in itertools.count(1))
        self._stop = stop

    def __aiter__(self) -> Metronome:
        return self

    async def __anext__(self) -> float:
        due = next(self._due)
        try:
            async with asyncio.timeout_at(due):
                await self._stop.wait()
        except TimeoutError:
            if not self._stop.is_set():
                return due
        raise StopAsyncIteration


async def heartbeat(beat: Callable[[], Any], interval: float, stop: asyncio.Event) -> None:
    async for _ in Metronome(interval, stop):
        beat()
