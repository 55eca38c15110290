"""Threads and shared data. This is the file that you hand in.

Replace each `raise NotImplementedError(...)` by your own code. README.md says what every part promises.
Helpers, classes and imports of your own are welcome; importing this file must not start anything.
"""

from collections.abc import Callable


class Counter:
    """A whole number, 0 at first, that any threads may change at the same time."""

    def __init__(self) -> None:
        # TODO: the number, and what guards it.
        raise NotImplementedError("TODO: Counter")

    def increment(self, by: int = 1) -> None:
        """Add `by`. No change of any thread is ever lost."""
        # TODO: which steps belong together?
        raise NotImplementedError("TODO: Counter.increment")

    def decrement(self, by: int = 1) -> None:
        """Take `by` away. The number may become negative."""
        # TODO: as increment.
        raise NotImplementedError("TODO: Counter.decrement")

    @property
    def value(self) -> int:
        """The number now: one that the counter really had."""
        # TODO: a property is read without brackets, `counter.value`.
        raise NotImplementedError("TODO: Counter.value")


class Stats:
    """Count, total and maximum of the numbers that any threads record."""

    def __init__(self) -> None:
        # TODO: three values that always have to fit together.
        raise NotImplementedError("TODO: Stats")

    def record(self, x: float) -> None:
        """Take `x` into the statistics. If this raises (`x` is no number), nothing has changed."""
        # TODO: what if a line in the middle raises?
        raise NotImplementedError("TODO: Stats.record")

    def snapshot(self) -> tuple[int, float, float]:
        """Return (count, total, maximum), all of the same moment; (0, 0.0, -inf) if there is nothing yet."""
        # TODO: who may be recording at this moment?
        raise NotImplementedError("TODO: Stats.snapshot")

    def reset(self) -> tuple[int, float, float]:
        """Return a snapshot and begin anew, as one step: each record is either in it, or comes after it."""
        # TODO: snapshot and clearing are one step.
        raise NotImplementedError("TODO: Stats.reset")


def count_with_threads(work: Callable[[], object], threads: int, times: int) -> int:
    """Call `work()` `times` times in each of `threads` threads, which all run at the same time.

    Returns how many calls returned True (exactly `True`, not just something true). A call that raises an Exception
    counts as False and stops nothing.
    """
    # TODO: start all of them, wait for all of them, and add up.
    raise NotImplementedError("TODO: count_with_threads")
