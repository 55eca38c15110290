"""The search: which schedules are tried, in which order, and when that is enough.

1. The default schedule, which is how the program would run if nobody ever interfered.
2. Random walks by seeds. On small programs, which exercises are, they find most bugs within a few schedules. They end
   early when many of them in a row were equivalent to earlier runs: what is left is for the next step to find. One is
   enough where nobody else could ever have gone on: there is one schedule.
3. Iterative context bounding, until it is exhausted or the budget is spent (see `bound`).

The search doesn't know what a failure is: it hands out strategies and learns from runs, and whoever judges them stops
asking. To shrink a failure, search again without walks: those with the fewest preemptions come first.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from grader.explore.bound import ContextBound, Plan
from grader.explore.happens import signatures
from grader.explore.schedule import Run, Schedule
from grader.explore.strategy import RandomWalk, Replay, Strategy

WALKS: Final = 100
NOTHING_NEW: Final = 25
"""After so many walks in a row that were equivalent to earlier runs, there are no more walks."""
PREEMPTIONS: Final = 2
BUDGET: Final = 2000
POINTS: Final = 400_000


class Limits(NamedTuple):
    """How far to search: random walks, preemptions of the bounded search, schedules and operations in all.

    Operations are counted, and no seconds, so that the same program gets the same verdict on any machine.
    """

    walks: int = WALKS
    preemptions: int = PREEMPTIONS
    budget: int = BUDGET
    points: int = POINTS


LIMITS: Final = Limits()


class Search:
    """Hands out strategies (`next`) and takes the run of each (`learn`), until there is none left."""

    def __init__(self, seed: int, limits: Limits = LIMITS, first: tuple[Schedule, ...] = ()) -> None:
        self._seed = seed
        self._limits = limits
        self._first = list(first)
        self._bounded = ContextBound(limits.preemptions, by_delays=limits.walks > 0)
        self._plan: Plan | None = None
        self._walked = 0
        self.ran = self.points = 0
        self._known: set[int] = set()
        self._repeated = 0
        self._is_only = False

    def next(self) -> Strategy | None:
        """Return the strategy of the next run, or None when the search is at its end."""
        self._plan = None
        if self.ran >= self._limits.budget or self.points >= self._limits.points:
            return None
        if self._first:
            return Replay(self._first.pop(0))
        if self.ran and not self.has_walked:
            self._walked += 1
            return RandomWalk(self._seed * 1_000_003 + self._walked)
        self._plan = self._bounded.next()
        return None if self._plan is None else Replay(self._plan.schedule)

    def learn(self, run: Run) -> None:
        """Take the run that the strategy of the last `next` made."""
        self.ran += 1
        self.points += len(run.ops)
        if self._plan is None:
            self._bounded.notice(run)
            self._compare(run)
        else:
            self._bounded.learn(self._plan, run)

    def _compare(self, run: Run) -> None:
        signature = signatures(run.ops)[-1]
        self._repeated = self._repeated + 1 if signature in self._known else 0
        self._known.add(signature)
        self._is_only = not run.decisions

    @property
    def has_walked(self) -> bool:
        """Whether there are no more walks, and what comes next is the bounded search."""
        return self._is_only or self._walked >= self._limits.walks or self._repeated >= NOTHING_NEW

    @property
    def places(self) -> frozenset[str]:
        """The places found so far that are worth a preemption: all that the bounded search knows of the walks."""
        return self._bounded.places

    @property
    def exhausted(self) -> int:
        """The number of preemptions up to which every schedule was tried; -1 when not even those without one."""
        return min(self._bounded.cost, self._limits.preemptions + 1) - 1
