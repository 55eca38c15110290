"""Five small jobs."""

from collections.abc import Callable
from typing import Any


def double(x: int) -> int:
    """Return twice `x`."""
    # TODO
    raise NotImplementedError("TODO: double")


def join(parts: list[str]) -> str:
    """Return the parts one after the other, with "-" between them. Prints nothing."""
    # TODO
    raise NotImplementedError("TODO: join")


def apply_all(func: Callable[[Any], Any], items: list[Any]) -> list[Any]:
    """Return `func` of each item, in the order of the items; `func` is called once an item, in that order.

    An exception that `func` raises ends the work and reaches the caller.
    """
    # TODO
    raise NotImplementedError("TODO: apply_all")


def refuse(x: int) -> int:
    """Return `x`; raise ValueError if it is below 0."""
    # TODO
    raise NotImplementedError("TODO: refuse")


class Tally:
    """A running total that starts at 0."""

    def add(self, n: int) -> None:
        """Add `n` to the total."""
        # TODO
        raise NotImplementedError("TODO: Tally.add")

    @property
    def total(self) -> int:
        """The sum of all that was added."""
        # TODO
        raise NotImplementedError("TODO: Tally.total")
