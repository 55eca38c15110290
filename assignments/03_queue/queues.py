"""Queues: producers and consumers. This is the file that you hand in.

Replace each `raise NotImplementedError(...)` by your own code. README.md says what every function promises.
Helpers, classes and imports of your own are welcome; importing this file must not start anything.
"""

from collections.abc import Callable
from typing import Any


class Closed(Exception):
    """Raised by a WorkQueue that has been closed."""


def offer(queue: Any, item: Any) -> bool:
    """Put `item` into `queue` if there is room right now.

    `queue` is a `queue.Queue` or a `multiprocessing.Queue`. Never waits.

    Returns True if the item is in the queue now, False if the queue was full.
    """
    # TODO: put without waiting.
    raise NotImplementedError("TODO: offer")


def drain(queue: Any) -> list[Any]:
    """Take everything that is in `queue` (a `queue.Queue`) right now.

    Never waits, also when other threads use the queue at the same time.

    Returns a list of the items, oldest first; `[]` if there is nothing.
    """
    # TODO: get without waiting, until nothing is left.
    raise NotImplementedError("TODO: drain")


class WorkQueue:
    """A queue for many producer and consumer threads that can be closed.

    At most `maxsize` (1 or more) items wait in it. First in, first out. Any object may be an item, None too.
    """

    def __init__(self, maxsize: int) -> None:
        # TODO: what has to be remembered, and what guards it?
        raise NotImplementedError("TODO: WorkQueue")

    def put(self, item: Any) -> None:
        """Append `item`; wait while the queue is full.

        Raises Closed if the queue is closed, or becomes closed while waiting; the item isn't in the queue then.
        """
        # TODO: wait while there is no room, and tell whom?
        raise NotImplementedError("TODO: WorkQueue.put")

    def get(self) -> Any:
        """Remove the oldest item and return it; wait while the queue is empty and not closed.

        Raises Closed if the queue is closed, or becomes closed while waiting, and nothing is left.
        """
        # TODO: wait while there is nothing, and tell whom?
        raise NotImplementedError("TODO: WorkQueue.get")

    def close(self) -> None:
        """Close the queue, without waiting: no more puts; what is in it can still be got."""
        # TODO: who may be waiting at this moment, and has to learn of it?
        raise NotImplementedError("TODO: WorkQueue.close")


def process_all(items: list[Any], func: Callable[[Any], Any], consumers: int, maxsize: int) -> list[Any]:
    """Call `func(item)` for each item in `consumers` threads, fed by one producer through a bounded queue.

    At most `maxsize` items wait in the queue. When nothing stops them, all consumers are in `func` at the same time.

    Returns the list of results in the order of `items`. If `func` raises, raises that exception (of several, any
    one) when all threads have ended. No thread is left in either case.
    """
    # TODO: producer, queue, consumers; and how does each consumer learn that it is over?
    raise NotImplementedError("TODO: process_all")


def process_all_mp(items: list[Any], func: Callable[[Any], Any], consumers: int, maxsize: int) -> list[Any]:
    """Do the same as `process_all` with `consumers` processes and `multiprocessing.Queue`.

    The producer may be a thread or a process. Results may be large. No process is left.
    """
    # TODO: results have to come back to this process; in what order do you take them and join?
    raise NotImplementedError("TODO: process_all_mp")
