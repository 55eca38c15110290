"""How a check describes a program that is to be explored: objects, operations of threads, and functions passed in.

    pool = new("limits.ConnectionPool", probe("connect"), 2)
    student.explore(threads=[[call("workloads.use", pool)], [call("workloads.use", pool)]], then=[pool.get("made")])

Everything here is a description. Nothing is called before the guest builds the program, afresh for each schedule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class New:
    """An object to be made: the dotted name of its class, and arguments."""

    target: str
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)

    def do(self, name: str, *args: object, **kwargs: object) -> Do:
        """Call a method of it."""
        return Do(name, args, kwargs, self)

    def get(self, name: str) -> Do:
        """Read an attribute or a property of it."""
        return Do(name, on=self, read=True)

    def __deepcopy__(self, memo: object) -> New:
        return self  # a model may hold it; it stands for one object

    def __repr__(self) -> str:
        said = [repr(arg) for arg in self.args] + [f"{name}={value!r}" for name, value in self.kwargs.items()]
        return f"{self.target.rpartition('.')[2]}({', '.join(said)})"


@dataclass(frozen=True, eq=False)
class Do:
    """One operation: a method of an object, an attribute that is read, or (without an object) a function."""

    name: str
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)
    on: New | None = None
    read: bool = False
    is_function: bool = False

    def __str__(self) -> str:
        if self.read:
            return self.name
        said = [repr(arg) for arg in self.args] + [f"{name}={value!r}" for name, value in self.kwargs.items()]
        return f"{self.name.rpartition('.')[2]}({', '.join(said)})"


@dataclass(frozen=True, eq=False)
class Probe:
    """A function that student code gets passed: it notes each call, and several threads may be inside at once.

    The n-th call gives the n-th of `answers` (an exception is raised), and any further one `rest`; None gives back the
    first argument. Inside, it sleeps `seconds` of virtual time. Either may be a mapping by the first argument. A call
    of a `coroutine` probe gives a coroutine, which does all that when it is awaited.
    """

    name: str
    answers: Sequence[object] | Mapping[Any, object] = ()
    rest: object = None
    seconds: float | Mapping[Any, float] = 0.0
    coroutine: bool = False

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Limits:
    """How far to search: random walks, preemptions of the bounded search, schedules and scheduling points in all."""

    walks: int = 100
    preemptions: int = 2
    schedules: int = 2000
    points: int = 400_000

    def told(self) -> list[int]:
        """As the guest wants it."""
        return [self.walks, self.preemptions, self.schedules, self.points]


def new(target: str, *args: object, **kwargs: object) -> New:
    """Describe an object: `new("counter.Counter")`."""
    return New(target, args, kwargs)


def do(name: str, *args: object, **kwargs: object) -> Do:
    """Describe a call of a method of the explored object: `do("increment", 2)`."""
    return Do(name, args, kwargs)


def get(name: str) -> Do:
    """Describe the reading of an attribute or a property of the explored object: `get("value")`."""
    return Do(name, read=True)


def call(name: str, *args: object, **kwargs: object) -> Do:
    """Describe a call of a function by its dotted name: `call("bank.transfer", a, b, 5)`."""
    return Do(name, args, kwargs, is_function=True)


def probe(
    name: str = "work",
    *,
    answers: Sequence[object] | Mapping[Any, object] = (),
    rest: object = None,
    seconds: float | Mapping[Any, float] = 0.0,
    coroutine: bool = False,
) -> Probe:
    """Describe a function to pass to student code; see `Probe`."""
    return Probe(name, answers, rest, seconds, coroutine)


class Blocks(Exception):
    """A sequential model raises it when an operation has to wait in the state that the model is in."""
