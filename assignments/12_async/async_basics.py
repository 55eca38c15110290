"""Coroutines that run at the same time. This is the file that you hand in.

Replace each `raise NotImplementedError(...)` by your own code. README.md says what every function promises.
Helpers, classes and imports of your own are welcome. Importing this file must not start anything.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any


async def fetch_all(fetch: Callable[[Any], Awaitable[Any]], keys: list[Any], limit: int) -> list[Any]:
    """Do `await fetch(key)` for every key, up to `limit` at the same time; return the results in the order of the keys.

    At the first failure the others are cancelled and awaited, and the failure is raised.
    """
    # TODO: who begins when, and who ends the others when one fails?
    raise NotImplementedError("TODO: fetch_all")


async def with_timeout(make: Callable[[], Awaitable[Any]], seconds: float, default: Any) -> Any:
    """Return what `await make()` gives, or `default` when it takes longer than `seconds`.

    Then the work is cancelled, and has ended when this returns. What the work raises is raised, a TimeoutError too, and
    a cancellation from outside is passed on.
    """
    # TODO: three things can happen first: the work ends, time is up, somebody cancels.
    raise NotImplementedError("TODO: with_timeout")


async def first_success(makes: Sequence[Callable[[], Awaitable[Any]]]) -> Any:
    """Start `await make()` for all of them; return the result of the first that succeeds.

    The rest is cancelled and awaited. Raises an ExceptionGroup of the failures when all fail, and ValueError when there
    is nothing to start.
    """
    # TODO: the first that ends need not be the first that succeeds.
    raise NotImplementedError("TODO: first_success")


async def heartbeat(beat: Callable[[], Any], interval: float, stop: asyncio.Event) -> None:
    """Call `beat()` every `interval` seconds, without drift, until `stop` is set; then return at once."""
    # TODO: when is the next beat due, and what may come before?
    raise NotImplementedError("TODO: heartbeat")
