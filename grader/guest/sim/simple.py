"""SimpleQueue of the simulated machine: a primitive, as the real one is, which CPython has in C.

To put something in is one step, and so is to take something out. Executors and pools are made of these queues, so it
matters that nobody can come in between where nobody can for real: that would be many more orders, all of them alike.
"""

from __future__ import annotations

import types
from collections import deque
from queue import Empty
from typing import Any

from grader.explore.schedule import SYNC, Op
from grader.guest.sim.kernel import is_running, running
from grader.guest.sim.task import ACQUIRE, LOOK, NOTIFY, nanoseconds


class SimpleQueue:
    """An unbounded queue without the trimmings; its own names are none that a subclass would use."""

    __module__ = "_queue"

    def __init__(self) -> None:
        self._sim_items: deque[Any] = deque()
        self._sim_op = Op(SYNC, f"queue {running().number('queue') if is_running() else 0}")

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: ANN401
        """Put an item in; it never waits."""
        del block, timeout
        running().point(self._sim_op, NOTIFY, self)
        self._sim_items.append(item)

    def put_nowait(self, item: Any) -> None:  # noqa: ANN401 - anything is put in a queue
        """As `put`."""
        self.put(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: ANN401 - and comes out of it
        """Take the oldest item out; wait until there is one, as long as it may take."""
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        kernel = running()
        longest = timeout if block else 0
        deadline = None if longest is None else kernel.now + nanoseconds(longest)
        if not kernel.block_until(self._sim_op, self._sim_has_items, deadline, ACQUIRE, self):
            raise Empty
        return self._sim_items.popleft()

    def get_nowait(self) -> Any:  # noqa: ANN401
        """Take the oldest item out if there is one now."""
        return self.get(block=False)

    def empty(self) -> bool:
        """Whether there is nothing in it now."""
        return not self.qsize()

    def qsize(self) -> int:
        """How many items are in it now."""
        running().point(self._sim_op, LOOK, self)
        return len(self._sim_items)

    def _sim_has_items(self) -> bool:
        return bool(self._sim_items)

    __class_getitem__: Any = classmethod(types.GenericAlias)
