"""What the kernel knows of a task, and the words for what tasks do."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Container, Iterable
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
        "name", "op", "root", "slice", "thread", "worker",
    )  # fmt: skip

    def __init__(self, number: int, name: str, worker: Worker, *, daemon: bool) -> None:
        self.id = number
        self.name = name
        self.daemon = daemon
        self.worker = worker
        self.thread: object = None
        self.root = self
        """The task that its thread began with: itself, but for the tasks of an event loop."""
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


Frames = tuple[tuple[str, int], ...]


class Trouble(NamedTuple):
    """What coroutines left behind, or did where they should not.

    A kind, whose it is, and where: files and lines of the frames that it stood in, innermost first.
    """

    kind: str
    what: str = ""
    frames: Frames = ()


LEFT, NEVER_AWAITED, UNRETRIEVED, DESTROYED, BLOCKS, WAITS = (
    "left", "never awaited", "unretrieved", "destroyed", "blocks", "waits",
)  # fmt: skip
"""Kinds of trouble: a task that still runs, a coroutine that nobody awaited, an exception that nobody looked at, a task
that was dropped, a call that stops the whole loop, and a task that waits for ever."""

DONE, DEADLOCK, ENDLESS = "done", "deadlock", "endless"

ACQUIRE, RELEASE, LOOK, WAIT, NOTIFY, JOIN, START, SLEEP = (
    "acquire", "release", "look", "wait", "notify", "join", "start", "sleep",
)  # fmt: skip
BLOCKED, RAISED, AGAIN, PARTLY, OVER, CANCELLED = "blocked", "raised", "again", "partly", "over", "cancelled"
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


def blocks(verb: str) -> Trouble:
    """Return what is to be told of a call that stops the loop which it is made in."""
    return Trouble(BLOCKS, verb, frames_here())


def told(troubles: Iterable[Trouble], files: Container[str]) -> list[list[str | int]]:
    """Return each trouble once: its kind, whose it is, and the innermost place in one of these files."""
    found: list[list[str | int]] = []
    for trouble in troubles:
        file, line = next(((file, line) for file, line in trouble.frames if file in files), ("", 0))
        each: list[str | int] = [trouble.kind, trouble.what, os.path.basename(file), line]
        if each not in found:
            found.append(each)
    return found


def frames_here() -> Frames:
    """Return where the current thread stands: files and lines, innermost first."""
    found: list[tuple[str, int]] = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        found.append((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return tuple(found)


def never() -> bool:
    """Return False: the condition of who waits for a time alone."""
    return False
