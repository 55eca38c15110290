"""Semaphores, read and write locks, dining philosophers. This is the file that you hand in.

Replace each `raise NotImplementedError(...)` by your own code. README.md says what every name promises.
Helpers, classes and imports of your own are welcome; importing this file must not start anything.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any


class ConnectionPool:
    """Lends at most `size` connections to threads, and makes them by calling `connect()` when they are needed."""

    def __init__(self, connect: Callable[[], Any], size: int) -> None:
        """Make a pool without any connection yet."""
        # TODO: what is free, how many were made, and what limits them?
        raise NotImplementedError("TODO: ConnectionPool")

    def lease(self) -> AbstractContextManager[Any]:
        """Return a context manager: `with pool.lease() as connection:`.

        A connection belongs to one thread until its block ends, by an exception too; then the pool has it again. If
        none is free, a new one is made, unless there are `size` already: then it waits. What `connect` raises is
        raised here; it leaves a free place.
        """
        # TODO: contextlib.contextmanager, or a class with __enter__ and __exit__.
        raise NotImplementedError("TODO: ConnectionPool.lease")


class ReadWriteLock:
    """Many may read at the same time, but whoever writes is alone."""

    def __init__(self) -> None:
        # TODO: who is inside, who waits, and what guards this knowledge?
        raise NotImplementedError("TODO: ReadWriteLock")

    def read(self) -> AbstractContextManager[Any]:
        """Return a context manager: `with lock.read():`. Waits while somebody writes.

        Readers that come later must not keep a writer waiting for ever.
        """
        # TODO: wait, and come in together with others.
        raise NotImplementedError("TODO: ReadWriteLock.read")

    def write(self) -> AbstractContextManager[Any]:
        """Return a context manager: `with lock.write():`. Waits until nobody else reads or writes."""
        # TODO: wait, and come in alone.
        raise NotImplementedError("TODO: ReadWriteLock.write")


def dine(philosophers: int, rounds: int, eat: Callable[[int, int, int], Any]) -> None:
    """Let `philosophers` threads eat `rounds` times each, with the forks to their left and right.

    Philosopher i needs the forks i and (i + 1) % philosophers at the same time, and then calls `eat(i, left, right)`
    with these two numbers. A fork is used by one at a time; whoever has no neighbour eating may eat. Returns when all
    have eaten.
    """
    # TODO: a thread for each of them, a lock for each fork; and what if all take their left fork first?
    raise NotImplementedError("TODO: dine")
