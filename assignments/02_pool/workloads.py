"""Functions to hand to your own functions while you try them; the checks use some of them too.

They stand at the top level of a module, so that every worker process can import them, on every system.
"""

import os
import time
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Any

TEXTS = [
    "The quick brown fox jumps over the lazy dog.",
    "the dog sleeps; THE FOX does not",
    "进程池 与 pool: 处理完毕, 进程并不关闭",
]
"""Some texts for count_words."""

_table: dict[str, Any] = {}


def square(number: int) -> int:
    """Return the square of a number."""
    return number * number


def double(number: int) -> int:
    """Return twice the number."""
    return 2 * number


def slow_square(number: int) -> int:
    """Return the square, after half a second of work: with two workers, two of them take half a second."""
    end = time.process_time() + 0.5
    while time.process_time() < end:
        pass
    return number * number


def late(place: int) -> int:
    """Return `place`, the sooner the larger it is: of late(0) ... late(4) the last one is ready first."""
    time.sleep(max(0.0, 0.1 * (5 - place)))
    return place


def fail(number: int) -> int:
    """Return the number, but raise ValueError for one below zero."""
    if number < 0:
        raise ValueError(f"{number} is below zero")
    return number


def who(_: object) -> int:
    """Return the id of the process that runs this."""
    return os.getpid()


def long_texts(count: int, sentences: int) -> list[str]:
    """Return some long texts for count_words: with 10_000 sentences each, there is work to share out."""
    return [f"This is text {place}. " + "The cat saw the dog. " * sentences for place in range(count)]


def load_table(table: dict[str, Any]) -> None:
    """Keep a table in this process, for look_up: a setup function."""
    _table.clear()
    _table.update(table)


def look_up(key: str) -> object:
    """Return what the table of this process has under `key`; KeyError where it was never loaded."""
    return _table[key]


class EndsLate:
    """Returns what it is called with; the process that called it runs `farewell()` when it comes to its end."""

    def __init__(self, farewell: Callable[[], object]) -> None:
        self.farewell = farewell

    def __call__(self, item: object) -> object:
        """Return the item."""
        Finalize(None, self.farewell, exitpriority=_LAST)
        return item


_LAST = -100
"""After all that multiprocessing itself has to do at the end of a process."""
