"""What a run is to those who choose schedules: decisions, operations, and a schedule that fits on one line.

A program on the simulated machine is a set of *tasks*. Before each operation that another task could notice, a task
comes to a scheduling point: a *decision* is made who goes on. The *default* is that the task itself goes on, or, when
it can't, the next one that can. A *schedule* lists the decisions that differ from the default, and names each by the
task and by that task's own count of its points. So it stays meaningful when an earlier decision is dropped (which is
how failures are shrunk), and it counts points, not instructions, so it replays on every version of Python.

As text: `1.7>2` says that task 1, at its 7th point, hands over to task 2; a schedule is several of these with spaces
between, and the default schedule is `-`.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

DEFAULT: Final = "-"
MAX_TEXT: Final = 20_000
_ITEM: Final = re.compile(r"(\d{1,6})\.(\d{1,9})>(\d{1,6})")


class Op(NamedTuple):
    """An operation that other tasks may notice: a kind (one of KINDS) at a place, such as `.value` or `lock 2`."""

    kind: str
    place: str


READ, WRITE, SYNC, ORDER = "read", "write", "sync", "order"
KINDS: Final = (READ, WRITE, SYNC, ORDER)
"""Reads and writes of data may race; `sync` operations on the same object are ordered by their object; `order` is a
start, an end or a join of a task, which orders as well, but where no preemption could be noticed."""


class Decision(NamedTuple):
    """One decision: `task` came to its point `at` and is about to do `op`; `chosen` is who went on.

    `enabled` are all who could go on, the default choice first. `forced` says that the task itself could not, and
    `rested` that its slice of time was up, so the default is another one. `done` is how many operations of the run
    had happened before.
    """

    task: int
    at: int
    op: Op
    enabled: tuple[int, ...]
    forced: bool
    rested: bool
    chosen: int
    done: int

    @property
    def is_preemption(self) -> bool:
        """Whether a task that could go on was made to wait."""
        return not (self.forced or self.rested) and self.chosen != self.task


class Run(NamedTuple):
    """What is known of one run: its decisions in order, and the operations in order as (task, op).

    `wished` are those that had to wait before they were done, or for ever.
    """

    decisions: tuple[Decision, ...]
    ops: tuple[tuple[int, Op], ...]
    wished: tuple[tuple[int, Op], ...] = ()

    @property
    def schedule(self) -> Schedule:
        """The schedule that leads to this run again."""
        return Schedule(tuple(Switch(d.task, d.at, d.chosen) for d in self.decisions if d.chosen != d.enabled[0]))

    @property
    def preemptions(self) -> int:
        """How often a task that could go on was made to wait."""
        return sum(decision.is_preemption for decision in self.decisions)


class Switch(NamedTuple):
    """Task `task`, at its point `at`, hands over to task `to`."""

    task: int
    at: int
    to: int


class Schedule(NamedTuple):
    """The decisions that differ from the default, in the order in which they are made."""

    switches: tuple[Switch, ...] = ()

    def __str__(self) -> str:
        return " ".join(f"{task}.{at}>{to}" for task, at, to in self.switches) or DEFAULT

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Return the schedule that `text` says. Raises ValueError when it says none."""
        if text.strip() == DEFAULT:
            return cls()
        found = [_ITEM.fullmatch(item) for item in text[:MAX_TEXT].split()]
        switches = tuple(Switch(*map(int, match.groups())) for match in found if match)
        if not switches or len(switches) != len(found) or len(text) > MAX_TEXT:
            raise ValueError(f"not a schedule: {text[:60]!r}; one looks like `1.7>2 2.3>1`, or like `{DEFAULT}`")
        return cls(switches)
