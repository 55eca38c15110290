"""Strategies: who goes on at a decision. Each is one small class with one method.

A strategy is used for one run. `pick` gets the task that came to a point, its own count of points, the operation that
it is about to do, and who could go on, the default choice first; it returns one of these.
"""

from __future__ import annotations

import random
from typing import Protocol

from grader.explore.schedule import Op, Schedule


class Strategy(Protocol):
    """Chooses who goes on."""

    def pick(self, task: int, count: int, op: Op, enabled: tuple[int, ...]) -> int:
        """Return one of `enabled`."""


class Replay:
    """Follows a schedule, and the default where it says nothing or what it says can't be."""

    def __init__(self, schedule: Schedule) -> None:
        self._plan = {(task, count): to for task, count, to in schedule.switches}

    def pick(self, task: int, count: int, op: Op, enabled: tuple[int, ...]) -> int:
        """Return whom the schedule names."""
        del op
        wanted = self._plan.get((task, count), -1)
        return wanted if wanted in enabled else enabled[0]


class RandomWalk:
    """Chooses among all who could go on with equal chance, by a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - it must be the same again, and hides nothing

    def pick(self, task: int, count: int, op: Op, enabled: tuple[int, ...]) -> int:
        """Return anybody."""
        del task, count, op
        return enabled[int(self._random.random() * len(enabled))]


class Pct:
    """Probabilistic concurrency testing: random priorities, and `depth` - 1 random points at which one is lowered.

    Finds a bug of that depth with a known probability, however long the program (Burckhardt, Kothari, Musuvathi and
    Nagarakatte, ASPLOS 2010). `length` is about how many decisions a run has.
    """

    def __init__(self, seed: int, length: int, depth: int = 3) -> None:
        self._random = random.Random(seed)  # noqa: S311 - as above
        self._priority: dict[int, float] = {}
        self._changes = {self._random.randrange(1, max(2, length)) for _ in range(depth - 1)}
        self._decisions = 0

    def pick(self, task: int, count: int, op: Op, enabled: tuple[int, ...]) -> int:
        """Return the task of the highest priority."""
        del count, op
        for each in sorted(enabled):
            self._priority.setdefault(each, 1 + self._random.random())
        self._decisions += 1
        if self._decisions in self._changes or enabled[0] != task:  # the latter: it rests, or can't go on
            self._priority[task] = -float(self._decisions)
        return max(enabled, key=lambda each: self._priority[each])
