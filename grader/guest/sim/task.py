"""What the kernel knows of a task, and the words for what tasks do."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from types import FrameType
from typing import Final, NamedTuple

from grader.explore.schedule import ORDER, READ, WRITE, Op
from grader.guest.sim.workers import Worker

SLICE: Final = 100
MAX_POINTS: Final = 20_000
MAX_ABORTS: Final = 200
WHEN_QUIET: Final = 1 << 62
"""A deadline that comes when nothing else can happen any more, and takes no time."""
CLOCK_READ: Final = Op(READ, "clock")
CLOCK_MOVES: Final = Op(WRITE, "clock")


class Rules(NamedTuple):
    """What holds for a run: how many points it has, if sleepers may be late, how many waits may end for no reason."""

    max_points: int = MAX_POINTS
    late: bool = True
    spurious: int = 0


DEFAULT_RULES: Final = Rules()


class Abort(BaseException):
    """Ends a task of a run that is over."""


class Unobservable(BaseException):
    """An observer asked for what is not to be had at this moment."""


class Task:
    """One thread of the simulated program."""

    __slots__ = (
        "aborts", "blocked_on", "condition", "count", "daemon", "deadline", "ended", "held", "id", "may_wake",
        "name", "op", "slice", "thread", "worker",
    )  # fmt: skip

    def __init__(self, number: int, name: str, worker: Worker, *, daemon: bool) -> None:
        self.id = number
        self.name = name
        self.daemon = daemon
        self.worker = worker
        self.thread: object = None
        self.op = Op(ORDER, f"task {number}")
        self.count = self.slice = self.aborts = 0
        self.condition: Callable[[], bool] | None = None
        self.deadline: int | None = None
        self.may_wake = self.ended = False
        """It may be taken for what comes next at any moment: it sleeps, or waits and may wake for no reason."""
        self.blocked_on: object = None
        self.held: list[object] = []
        """Locks that the task holds, in the order of taking."""


class Stuck(NamedTuple):
    """A task that could not go on when the run ended: the task and what it was blocked on."""

    task: Task
    on: object


class Unseen(NamedTuple):
    """An exception that ended a task, and that nobody saw."""

    task: str
    error: BaseException


DONE, DEADLOCK, ENDLESS = "done", "deadlock", "endless"

ACQUIRE, RELEASE, LOOK, WAIT, NOTIFY, JOIN, START, SLEEP = (
    "acquire", "release", "look", "wait", "notify", "join", "start", "sleep",
)  # fmt: skip
BLOCKED, RAISED, AGAIN, PARTLY, OVER = "blocked", "raised", "again", "partly", "over"
"""Verbs: what a watcher is told of an operation on a primitive; of an access to data it is told none."""
Watcher = Callable[[Task, Op, str, object], None]
NOTHING_DONE: Final = Op(ORDER, "")
"""What a watcher gets with what is no operation, such as an exception that came out."""


def nanoseconds(seconds: float) -> int:
    """Return a time-out in nanoseconds, rounded up as CPython does: a time-out above zero never becomes none."""
    return math.ceil(seconds * 1e9)


def frames_of(task: Task) -> list[FrameType]:
    """Return the stack of a parked task, innermost frame first."""
    frame = sys._current_frames().get(task.worker.ident)
    found: list[FrameType] = []
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found


def others(task: Task, living: list[Task], now: int, *, late: bool) -> tuple[list[Task], list[Task]]:
    """Return which other tasks could go on, in turn after `task`, and which may wake, where those may be late."""
    ready: list[Task] = []
    sleeping: list[Task] = []
    for each in living:
        if each is task:
            continue
        condition = each.condition
        if condition is None or condition() or (each.deadline is not None and each.deadline <= now):
            ready.append(each)
        elif each.may_wake and late:
            sleeping.append(each)
    if len(ready) > 1 and task.id > ready[0].id:
        ready = [each for each in ready if each.id > task.id] + [each for each in ready if each.id < task.id]
    return ready, sleeping


def never() -> bool:
    """Return False: the condition of who waits for a time alone."""
    return False
