"""Condition variables, timeouts and lost wake-ups. This is the file that you hand in.

Replace each `raise NotImplementedError(...)` by your own code. README.md says what every method promises.
Helpers, classes and imports of your own are welcome, but not the module `queue`: here you build what it is made of.
Importing this file must not start anything.
"""

from typing import Any


class BoundedBuffer:
    """A buffer with `capacity` places between threads that put and threads that get. First in, first out."""

    def __init__(self, capacity: int) -> None:
        """Make an empty buffer. Raises ValueError if `capacity` is less than 1."""
        # TODO: what has to be remembered, what guards it, and who will wait for what?
        raise NotImplementedError("TODO: BoundedBuffer")

    def put(self, item: Any, timeout: float | None = None) -> None:
        """Append `item`; wait while the buffer is full.

        Raises TimeoutError if there is still no place after `timeout` seconds (None: wait as long as it takes;
        0: don't wait). The item isn't in the buffer then.
        """
        # TODO: wait while there is no place, and tell whom?
        raise NotImplementedError("TODO: BoundedBuffer.put")

    def get(self, timeout: float | None = None) -> Any:
        """Remove the oldest item and return it; wait while the buffer is empty.

        Raises TimeoutError if there is still no item after `timeout` seconds. Nothing is removed then.
        """
        # TODO: wait while there is nothing, and tell whom?
        raise NotImplementedError("TODO: BoundedBuffer.get")

    def __len__(self) -> int:
        """Return how many items are in the buffer."""
        # TODO: count them.
        raise NotImplementedError("TODO: BoundedBuffer.__len__")


class Gate:
    """A gate that is closed at first. Threads wait in front of it until somebody opens it."""

    def __init__(self) -> None:
        # TODO: open or closed, and who waits?
        raise NotImplementedError("TODO: Gate")

    def wait(self, timeout: float | None = None) -> bool:
        """Return True at once if the gate is open; otherwise wait, and return True when it is opened.

        Returns False if it was not opened within `timeout` seconds.
        """
        # TODO: wait for the opening.
        raise NotImplementedError("TODO: Gate.wait")

    def open(self) -> None:
        """Open the gate: all that wait now pass, also if it is closed again right after, and all that come later."""
        # TODO: who has to learn of it?
        raise NotImplementedError("TODO: Gate.open")

    def close(self) -> None:
        """Close the gate: whoever comes from now on waits."""
        # TODO: and those who were let through a moment ago?
        raise NotImplementedError("TODO: Gate.close")


class Latch:
    """A counter that threads count down, and others wait until it is 0. Then it is open for good."""

    def __init__(self, count: int) -> None:
        """Begin at `count` (0 or more); with 0 the latch is open."""
        # TODO: what is counted, and what guards it?
        raise NotImplementedError("TODO: Latch")

    def count_down(self) -> None:
        """Count down by one; at 0 do nothing."""
        # TODO: who has to learn of it, and when?
        raise NotImplementedError("TODO: Latch.count_down")

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the count is 0 and return True; False if that takes longer than `timeout` seconds."""
        # TODO: wait for the last count.
        raise NotImplementedError("TODO: Latch.wait")
