"""What happened in one run, step by step, in the student's own lines: the raw material of an explanation.

An event is one operation: who, what, where in the source, and the value that was read or written, as far as that can be
known without running any of the student's code (only plain values are shown, of others the type).
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from types import CodeType, FrameType, ModuleType, TracebackType
from typing import Any, Final, NamedTuple

from grader import wire
from grader.explore.happens import races
from grader.explore.schedule import WRITE, Op, Run
from grader.guest.locks import look_up
from grader.guest.sim.kernel import is_running, running
from grader.guest.sim.landmarks import KIND, Passed
from grader.guest.sim.locks import Condition, Lock, Notice
from grader.guest.sim.points import ITEMS, Site
from grader.guest.sim.shown import said, shown
from grader.guest.sim.task import ACQUIRE, AGAIN, BLOCKED, CANCELLED, OVER, PARTLY, RAISED, Task, frames_of
from grader.guest.sim.threads import Thread
from grader.guest.sim.world import World

_MAX_EVENTS: Final = 2000
_MAX_CALLERS: Final = 8
_REFUSED, _SLEEPS = "refused", "sleeps"
"""Two verbs that only a story has: a lock was not to be had in time, and a task begins to sleep."""
_INLINED: Final = ("<listcomp>", "<setcomp>", "<dictcomp>")
"""Frames that only Python 3.11 has; what they are about is found in the function around them."""
_NO_OPERATION: Final = (AGAIN, PARTLY, RAISED)
_SEEN_THROUGH: Final = ("ExitStack", "_GeneratorContextManager")
"""What only enters and leaves something of the student's."""


class _Written(NamedTuple):
    """A write whose value is known once it is done."""

    event: wire.Frame
    frame: FrameType
    node: ast.expr


class _Waits(NamedTuple):
    """What a task waits for, in which function of the library, and who holds it."""

    about: str
    inside: str
    holder: str = ""


class Story:
    """Watches a run and keeps its events."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._events: list[wire.Frame] = []
        self._written: dict[int, _Written] = {}
        self._numbers: dict[int, tuple[int, object]] = {}
        self._calls: dict[tuple[CodeType, int], int] = {}

    def events(self) -> list[wire.Frame]:
        """Return what happened."""
        return self._events

    def races(self, run: Run) -> list[list[int]]:
        """Return the pairs of events, by their numbers, that race."""
        numbers = {event["op"]: number for number, event in enumerate(self._events) if event.get("op", -1) >= 0}
        return [[numbers[one], numbers[two]] for one, two in races(run.ops) if one in numbers and two in numbers]

    def watch(self, task: Task, op: Op, verb: str, about: Any) -> None:  # noqa: ANN401 - whatever the verb is about
        """Take down one operation; called by the kernel right before it is done."""
        if verb == OVER:
            for number in list(self._written):
                self._complete(number)
            self._tell_blocked()
            return
        self._complete(task.id)
        if len(self._events) >= _MAX_EVENTS:
            return
        if verb == CANCELLED:
            self._tell_parked(task, about.frames, verb, _Waits(about.tasks, about.call))
            return
        frame, inside, line = self._place(about if isinstance(about, BaseException) else None)
        if frame is None:
            return
        if isinstance(about, Site | Passed):
            line = about.line
        holder = _holder(about) if verb in (ACQUIRE, BLOCKED) else ""
        if verb == ACQUIRE and holder:
            verb = _REFUSED
        elif verb == BLOCKED and task.may_wake and task.deadline is not None:
            verb = _SLEEPS
        event: wire.Frame = {
            **self._where(task, frame, line or frame.f_lineno),
            "kind": op.kind,
            "place": op.place,
            "verb": verb,
            "inside": inside,
            "function": frame.f_code.co_name,
            "value": "",
            "text": "",
            "owner": 0,
            "about": self._name_of(about),
            "holder": holder,
            "op": -1 if verb in _NO_OPERATION or isinstance(about, Passed) else len(running().ops) - 1,
            "holds": [lock.op.place for lock in task.held if isinstance(lock, Lock)],
            "callers": self._callers(_outwards(frame)),
        }
        if isinstance(about, BaseException):
            event["text"] = said(about)
        if isinstance(about, Passed):
            event["kind"] = KIND
            event["value"] = shown(about.value) if about.error is None else said(about.error)
        if isinstance(about, Site):
            self._value(event, task, frame, about)
        self._events.append(event)

    def _where(self, task: Task, frame: FrameType, line: int) -> wire.Frame:
        """Return who it is, and where and when."""
        return {
            "task": task.id,
            "name": task.name,
            "file": os.path.basename(frame.f_code.co_filename),
            "line": line,
            "source": self._source(frame, line),
            "at": running().now,
        }

    def _value(self, event: wire.Frame, task: Task, frame: FrameType, site: Site) -> None:
        node = site.node
        event["text"] = ast.unparse(node) if isinstance(node, ast.expr) else ""
        if isinstance(node, ast.AugAssign):
            node = node.target
            event["text"] = ast.unparse(node)
        if isinstance(node, ast.Call):
            owner = node.func.value if isinstance(node.func, ast.Attribute) else node.args[0] if node.args else None
            if owner is None:
                return
            event["text"], node = ast.unparse(owner), owner
        if not isinstance(node, ast.expr):
            return
        if isinstance(node, ast.Attribute) and self._is_library(look_up(node.value, frame)):
            return  # what it has is there for all, and nothing to tell
        event["owner"] = self._owner(frame, node, site.op, called=isinstance(site.node, ast.Call))
        if site.op.kind == WRITE:
            self._written[task.id] = _Written(event, frame, node)
        else:
            event["value"] = shown(look_up(node, frame))

    def _is_library(self, thing: object) -> bool:
        return isinstance(thing, ModuleType) and vars(thing).get("__file__") not in self._world.paths

    def _source(self, frame: FrameType, line: int) -> str:
        lines = self._world.paths[frame.f_code.co_filename]
        return lines[line - 1].strip() if 0 < line <= len(lines) else ""

    def _owner(self, frame: FrameType, node: ast.expr, op: Op, *, called: bool) -> int:
        """Number the object that an access is to, in the order of first appearance: a variable is the same for all."""
        inside = op.place == ITEMS
        if not called and isinstance(node, ast.Subscript if inside else ast.Attribute):
            node = node.value
        elif not (called or inside):
            return 0
        value = look_up(node, frame)
        return 0 if value is None else self._number(value)

    def _number(self, value: object) -> int:
        # The value is kept, or its address could become another object's.
        number, _ = self._numbers.setdefault(id(value), (len(self._numbers) + 1, value))
        return number

    def _complete(self, number: int) -> None:
        written = self._written.pop(number, None)
        if written is not None:
            written.event["value"] = shown(look_up(written.node, written.frame))

    def _place(self, error: BaseException | None) -> tuple[FrameType | None, str, int]:
        """Return the student's innermost frame, the library's function that it is in, if any, and the line if known.

        Where an exception came out it is the frame that the exception comes from.
        """
        if error is not None:
            raised = [each for each in _steps_of(error) if each.tb_frame.f_code.co_filename in self._world.paths]
            return (raised[-1].tb_frame, "", raised[-1].tb_lineno) if raised else (None, "", 0)
        frame, inside = self._students(_outwards(sys._getframe(1)))
        while frame is not None and frame.f_code.co_name in _INLINED:
            frame = frame.f_back
        return frame, inside, 0

    def _students(self, frames: Iterable[FrameType]) -> tuple[FrameType | None, str]:
        """Return the student's innermost of these frames, and the library's function that it has called."""
        inside = ""
        for frame in frames:
            file, name = frame.f_code.co_filename, frame.f_code.co_name
            if file in self._world.paths:
                return frame, inside
            if "guest" not in file and name[:1] != "<":
                owner = type(frame.f_locals.get("self")).__name__
                inside = "" if owner in _SEEN_THROUGH else name if owner == "NoneType" else f"{owner}.{name}"
        return None, inside

    def _callers(self, frames: Iterable[FrameType]) -> list[list[object]]:
        """Return the student's calls that led to the innermost of their frames among these, outermost first.

        Of each its file, line and source, which one it is, and of what.
        """
        found: list[list[object]] = []
        called = ""
        for frame in frames:
            code = frame.f_code
            if code.co_filename not in self._world.paths or code.co_name in _INLINED:
                continue
            if called:
                file, line = os.path.basename(code.co_filename), frame.f_lineno
                # Where in the code differs from version to version of Python; the order of first appearance does not.
                which = self._calls.setdefault((code, frame.f_lasti), len(self._calls) + 1)
                found.append([file, line, self._source(frame, line), which, called])
            called = code.co_name
        return found[:_MAX_CALLERS][::-1]

    def _name_of(self, about: object) -> str:
        if isinstance(about, Notice):
            about = about.condition
        if isinstance(about, Lock | Condition):
            return about.op.place
        if isinstance(about, Thread):
            return about._name
        return ""

    def _tell_blocked(self) -> None:
        """Say of every task that is left where it stands."""
        if not is_running():
            return
        for stuck in running().stuck:
            tasks = stuck.on.waiting() if hasattr(stuck.on, "waiting") else []  # those of an event loop
            for task, where in tasks:
                self._tell_parked(task, where.frames, "stuck", _Waits(where.tasks, where.call))
            if not tasks:
                frames = frames_of(stuck.task)
                waits = _Waits(self._name_of(stuck.on), self._students(frames)[1], _holder(stuck.on))
                self._tell_parked(stuck.task, frames, "stuck", waits)

    def _tell_parked(self, task: Task, frames: Sequence[FrameType], verb: str, waits: _Waits) -> None:
        """Say of a task that does not run where it stands, and what it waits for."""
        frame, _ = self._students(frames)
        if frame is not None:
            self._events.append(
                {
                    **self._where(task, frame, frame.f_lineno),
                    "kind": verb,
                    "verb": verb,
                    "inside": waits.inside,
                    "place": waits.about,
                    "about": waits.about,
                    "holder": waits.holder,
                    "callers": self._callers(frames),
                }
            )


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _steps_of(error: BaseException) -> Iterator[TracebackType]:
    step = error.__traceback__
    while step is not None:
        yield step
        step = step.tb_next


def _holder(about: object) -> str:
    return about.owner.name if isinstance(about, Lock) and about.owner is not None else ""
