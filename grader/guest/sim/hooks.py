"""How the kernel learns that a student's instruction is about to run.

On 3.12 and later by `sys.monitoring`: events of single instructions in the student's code objects, switched off at
each place that has no point, so that all others cost nothing. On 3.11 by `sys.settrace` with events of opcodes. Tracing
loses the first events of a code object on 3.12.1 and 3.13.0, monitoring loses none, and 3.11 has no monitoring.

In a run that is to be told, whoever watches it learns of landmarks as well, by events of lines and returns.
"""

from __future__ import annotations

import contextlib
import dis
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any, Final

from grader.guest.sim import kernel
from grader.guest.sim.landmarks import RETURNS, Landmarks, Passed
from grader.guest.sim.points import Site

_TOOL: Final = 4
_Tracer = Callable[[types.FrameType, str, object], Any]
_tables: dict[int, dict[int, Site]] = {}
_landmarks: dict[int, Landmarks] = {}
_local: dict[int, _Tracer] = {}
"""What a frame of a code object traces with in 3.11, where nobody is told of landmarks."""
_codes: dict[int, types.CodeType] = {}  # kept alive, since the tables are known by their addresses
_leaving: dict[int, int] = {}
"""The `return` that a frame, by its address, has come to: the line that it ends in can be another one."""
_is_told = False


def _reached(site: Site) -> None:
    running = kernel._running
    if running is not None:
        running.point(site.op, "", site)


def _come_to(frame: types.FrameType, line: int) -> None:
    landmarks = _landmarks[id(frame.f_code)]
    found = landmarks.come_to(frame, line)
    if found is not None:
        _tell(*found)
    if line in landmarks.returns:
        _leaving[id(frame)] = line
    elif line not in landmarks.returns.get(_leaving.get(id(frame), 0), ()):
        _leaving.pop(id(frame), None)


def _returned(frame: types.FrameType, value: object) -> None:
    line = _leaving.pop(id(frame), None)
    if line is not None:
        _tell(RETURNS, Passed(line, value))


def _tell(verb: str, passed: Passed) -> None:
    running = kernel._running
    if running is not None:
        running.mention(verb, passed)


def follow(code: types.CodeType, table: dict[int, Site]) -> None:
    """Report the sites of a code object to the kernel from now on."""
    _tables[id(code)] = table
    _codes[id(code)] = code
    if sys.version_info >= (3, 12):
        _take_tool()
        sys.monitoring.set_local_events(_TOOL, code, sys.monitoring.events.INSTRUCTION)
    else:
        _local[id(code)] = _of_points(table)


def mark(code: types.CodeType, landmarks: Landmarks) -> None:
    """Report the landmarks of a function while a run is told."""
    _landmarks[id(code)] = landmarks
    _codes[id(code)] = code


@contextlib.contextmanager
def telling() -> Iterator[None]:
    """Have the watcher of the run told of landmarks meanwhile."""
    global _is_told  # noqa: PLW0603 - as the tool of `sys.monitoring`, there is one of it in a process
    _is_told = True
    _set_events(lines=True)
    try:
        yield
    finally:
        _is_told = False
        _leaving.clear()
        _set_events(lines=False)


def _set_events(*, lines: bool) -> None:
    if sys.version_info >= (3, 12):
        _take_tool()
        events = sys.monitoring.events
        for number in _landmarks:
            wanted = events.INSTRUCTION if number in _tables else events.NO_EVENTS
            wanted |= events.LINE | events.PY_RETURN if lines else events.NO_EVENTS
            sys.monitoring.set_local_events(_TOOL, _codes[number], wanted)


def _take_tool() -> None:
    if sys.version_info >= (3, 12) and sys.monitoring.get_tool(_TOOL) is None:
        events = sys.monitoring.events
        sys.monitoring.use_tool_id(_TOOL, "racecourse")
        sys.monitoring.register_callback(_TOOL, events.INSTRUCTION, _monitored)
        sys.monitoring.register_callback(_TOOL, events.LINE, lambda _, line: _come_to(sys._getframe(1), line))
        sys.monitoring.register_callback(
            _TOOL, events.PY_RETURN, lambda _code, _offset, value: _returned(sys._getframe(1), value)
        )


def _monitored(code: types.CodeType, offset: int) -> object:
    site = _tables[id(code)].get(offset)
    if site is None:
        return sys.monitoring.DISABLE  # type: ignore[attr-defined]  # called on 3.12 and later only
    _reached(site)
    return None


def _traced(frame: types.FrameType, event: str, argument: object) -> _Tracer | None:
    del event, argument
    number = id(frame.f_code)
    has_points, has_landmarks = number in _tables, _is_told and number in _landmarks
    if not (has_points or has_landmarks):
        return None
    frame.f_trace_opcodes, frame.f_trace_lines = has_points, has_landmarks
    return _of_landmarks(number) if has_landmarks else _local[number]


def _of_points(table: dict[int, Site]) -> _Tracer:
    """Return what a frame traces with: it is called for each instruction, so it does nothing that it need not."""
    site_at = table.get

    def local(frame: types.FrameType, event: str, _: object) -> _Tracer:
        site = site_at(frame.f_lasti)
        if site is not None and event == "opcode":
            _reached(site)
        return local

    return local


def _of_landmarks(number: int) -> _Tracer:
    """Return what a frame traces with in a run that is told."""
    points = _local.get(number)

    def local(frame: types.FrameType, event: str, argument: object) -> _Tracer:
        if event == "opcode" and points is not None:
            points(frame, event, argument)
        elif event == "line":
            _come_to(frame, frame.f_lineno)
        elif event == "return" and frame.f_code.co_code[frame.f_lasti] == _RETURN:
            _returned(frame, argument)  # neither a yield nor an exception, which are events of this name as well
        return local

    return local


_RETURN: Final = dis.opmap["RETURN_VALUE"]
TRACER: Final = None if sys.version_info >= (3, 12) else _traced
"""What each worker traces with, where there is no monitoring."""
