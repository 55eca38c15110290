"""Generators as coroutines. This is the file that you hand in.

Replace each `raise NotImplementedError(...)` by your own code. README.md says what every function promises.
Helpers, classes and imports of your own are welcome. Importing this file must not start anything.
"""

from collections.abc import Callable, Generator, Iterator
from typing import Any


def fibonacci(limit: int) -> Generator[int, Any, None]:
    """Yield 1, 1, 2, 3, 5, ...: `limit` numbers.

    A number n sent to it (an int, 0 or more) skips n numbers, which don't count for `limit`; anything else that is sent
    changes nothing.
    """
    # TODO: what does the yield give you, and how far do you go before the next one?
    raise NotImplementedError("TODO: fibonacci")


def running_average() -> Generator[float | None, float | None, None]:
    """Answer each number sent with the average of all numbers so far; None before the first.

    send(None) gets the average again, throw(ValueError) begins anew, close() ends it quietly.
    """
    # TODO: where do a number, a None, a ValueError and the end come in?
    raise NotImplementedError("TODO: running_average")


def calculator() -> Generator[Any, str, None]:
    """Answer the first `next` with "ready", and each text sent with the value of that expression.

    An expression is made of numbers, + - * / ( ), unary minus, and _ for the last result. Anything else is answered
    with ("error", message), and the calculator lives on. Nothing but arithmetic is ever run.
    """
    # TODO: how do you find out what a text means without letting Python run it?
    raise NotImplementedError("TODO: calculator")


def pipeline(*stages: Callable[[Iterator[Any]], Iterator[Any]]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Join generator functions: `pipeline(a, b)(source)` is an iterator over what b yields of what a yields of source.

    It is lazy, and when its consumer stops (`close`), each stage is closed, also where others still hold a reference.
    """
    # TODO: who holds the stages, and what happens to them on each way out?
    raise NotImplementedError("TODO: pipeline")
