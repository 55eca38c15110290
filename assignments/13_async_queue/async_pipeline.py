"""Asynchronous pipelines. This is the file that you hand in.

Replace each `raise NotImplementedError(...)` by your own code. README.md says what every function and method promises.
Helpers, classes and imports of your own are welcome. Importing this file must not start anything.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any


async def run(
    produce: Callable[[], AsyncIterator[Any]],
    consume: Callable[[Any], Awaitable[Any]],
    consumers: int,
    maxsize: int,
) -> list[Any]:
    """Let `consumers` tasks await consume(item) for every item of produce(); return what came, in order of production.

    At most `maxsize` items wait between producer and consumers, and one more in the producer's hand; 0 is unbounded.
    What produce or consume raises cancels everything, closes the iterator and is raised. No task is left.
    """
    # TODO: how do the consumers learn that nothing comes any more, and everybody that something has failed?
    raise NotImplementedError("TODO: run")


class Broadcast:
    """Whatever is published goes to every subscriber."""

    def __init__(self) -> None:
        # TODO: what has to be remembered of each subscriber?
        raise NotImplementedError("TODO: Broadcast")

    def subscribe(self, maxsize: int = 0) -> AsyncIterator[Any]:
        """Return an asynchronous iterator, with aclose(), over all that is published from this call on.

        At most `maxsize` items wait in it; 0 is unbounded.
        """
        # TODO: from this call on, not from the first step of the loop.
        raise NotImplementedError("TODO: Broadcast.subscribe")

    async def publish(self, x: object) -> None:
        """Give x to every subscriber; wait as long as one has no room. Raises RuntimeError after close."""
        # TODO: one has no room. What about the others?
        raise NotImplementedError("TODO: Broadcast.publish")

    def close(self) -> None:
        """Let subscribers come to their end when they have all that was published, and blocked publishers go."""
        # TODO: this is a plain function, so it can't wait for anything.
        raise NotImplementedError("TODO: Broadcast.close")


class RateLimiter:
    """Lets `rate` entries in within any `per` seconds, first come, first served."""

    def __init__(self, rate: int, per: float) -> None:
        # TODO: what has to be remembered of past entries, and of those that wait?
        raise NotImplementedError("TODO: RateLimiter")

    async def __aenter__(self) -> None:
        """Wait for one's turn, and enter."""
        # TODO: until when is there no room, and whose turn is it then?
        raise NotImplementedError("TODO: RateLimiter.__aenter__")

    async def __aexit__(self, *exception: object) -> None:
        """Leave."""
        # TODO: is there something to do?
        raise NotImplementedError("TODO: RateLimiter.__aexit__")
