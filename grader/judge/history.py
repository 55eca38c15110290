"""Linearizability: whether some order of concurrent operations, one at a time, explains what came of them.

A history is right when its operations can be put in an order such that (1) an operation that had returned before
another one began comes first, and (2) a sequential model, asked in that order, gives the very same answers (Herlihy and
Wing, TOPLAS 1990). An operation that never returned may be in the order or not; where all is quiet, it must be one that
the model, too, would let wait. The search is Wing and Gong's (1993), with a memory of what was tried: a set of
operations done and a state of the model (Lowe, 2017).

Models are plain Python classes of a check's own, with a method for each operation. They raise `Blocks` where an
operation has to wait, and any other exception where it should raise. Where a method returns None, any result will do.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final

from grader.describe import Blocks, New
from grader.facts import told_of
from grader.judge.outcome import Outcome, Result

Model = Any
_STEPS: Final = 200_000


class TooManyOrders(Exception):
    """There are more orders than anybody could try; a check with fewer operations is needed."""


def is_linearizable(outcome: Outcome, make: Callable[[], Model]) -> bool:
    """Whether some order of the operations explains the outcome; those after the threads come last."""
    return _Search(outcome).explains(make())


def orders_of(outcome: Outcome, make: Callable[[], Model], most: int = 6) -> list[str]:
    """Return what would have been right at the end: results of the sequential model in the threads' possible orders."""
    found: dict[str, None] = {}
    for order in _interleavings([list(thread) for thread in outcome.threads]):
        model = make()
        said: list[str] = []
        for result in (*order, *outcome.then):
            answer = _ask(model, result)
            if answer is None:
                break
            if answer.error is not None or answer.value is not None:
                said.append(_say(result, answer))
        else:
            found[", ".join(said)] = None
        if len(found) >= most:
            break
    return list(found)


def _interleavings(threads: list[list[Result]], bound: int = 200) -> list[list[Result]]:
    if not any(threads):
        return [[]]
    found: list[list[Result]] = []
    for number, thread in enumerate(threads):
        if thread:
            rest = [*threads[:number], thread[1:], *threads[number + 1 :]]
            found += [[thread[0], *order] for order in _interleavings(rest, bound)]
        if len(found) >= bound:
            break
    return found[:bound]


class _Search:
    """One search for an order."""

    def __init__(self, outcome: Outcome) -> None:
        self._threads = outcome.threads
        self._then = outcome.then
        self._tried: set[tuple[tuple[int, ...], object]] = set()
        self._steps = 0

    def explains(self, model: Model) -> bool:
        return self._go_on((0,) * len(self._threads), model)

    def _go_on(self, done: tuple[int, ...], model: Model) -> bool:
        self._steps += 1
        if self._steps > _STEPS:
            raise TooManyOrders
        key = (done, _state(model))
        if key in self._tried:
            return False
        self._tried.add(key)
        if self._is_explained(done, model):
            return True
        for number, count in enumerate(done):
            thread = self._threads[number]
            if count < len(thread) and self._may_come(thread[count], done):
                after = copy.deepcopy(model)
                if _agrees(after, thread[count]) and self._go_on(
                    (*done[:number], count + 1, *done[number + 1 :]), after
                ):
                    return True
        return False

    def _may_come(self, result: Result, done: tuple[int, ...]) -> bool:
        """Whether all that had returned before it began is done. One that never returned comes only at the end."""
        return not result.blocked and all(count >= before for count, before in zip(done, result.before, strict=False))

    def _is_explained(self, done: tuple[int, ...], model: Model) -> bool:
        """Whether all that returned is done, what is left would wait in the model too, and what comes after agrees."""
        for number, count in enumerate(done):
            rest = self._threads[number][count:]
            if rest and not (rest[0].blocked and _blocks(model, rest[0])):
                return False
        model = copy.deepcopy(model)
        return all(_agrees(model, result) for result in self._then)


def _state(model: Model) -> object:
    return _canonical(vars(model))


def _canonical(value: object) -> object:
    """Return something hashable that is equal for equal states."""
    match value:
        case dict():
            return tuple(sorted(((_canonical(k), _canonical(v)) for k, v in value.items()), key=repr))
        case list() | tuple():
            return tuple(map(_canonical, value))
        case set() | frozenset():
            return tuple(sorted(map(_canonical, value), key=repr))
        case New():
            return id(value)
    return repr(value)


class _Answer:
    """What a model answered: a value or an exception."""

    def __init__(self, value: object = None, error: Exception | None = None) -> None:
        self.value, self.error = value, error


def _ask(model: Model, result: Result) -> _Answer | None:
    """Return the model's answer; None where it would wait."""
    op = result.op
    name = op.name.rpartition(".")[2]
    args = (op.on, *op.args) if op.on is not None else op.args
    try:
        found = getattr(model, name)
        return _Answer(found if op.read and op.on is None and not callable(found) else found(*args, **op.kwargs))
    except Blocks:
        return None
    except Exception as error:
        return _Answer(error=error)


def _agrees(model: Model, result: Result) -> bool:
    answer = _ask(model, result)
    if answer is None:
        return result.blocked
    if result.blocked:
        return False
    if answer.error is not None:
        told = told_of(result.error) if result.error is not None else None
        return told is not None and type(answer.error).__name__ in told.names
    if result.error is not None:
        return False
    if answer.value is None:
        return True
    return bool(type(result.value) is type(answer.value) and result.value == answer.value)


def _blocks(model: Model, result: Result) -> bool:
    return _ask(copy.deepcopy(model), result) is None


def _say(result: Result, answer: _Answer) -> str:
    if answer.error is not None:
        return f"{result.op} raises {type(answer.error).__name__}"
    return f"{result.op} gives {answer.value!r}"
