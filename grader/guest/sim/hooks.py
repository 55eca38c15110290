"""How the kernel learns that a student's instruction is about to run.

On 3.12 and later by `sys.monitoring`: events of single instructions in the student's code objects, switched off at
each place that has no point, so that all others cost nothing. On 3.11 by `sys.settrace` with events of opcodes. Tracing
loses the first events of a code object on 3.12.1 and 3.13.0, monitoring loses none, and 3.11 has no monitoring.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from typing import Any, Final

from grader.guest.sim import kernel
from grader.guest.sim.points import Site

_TOOL: Final = 4
_tables: dict[int, dict[int, Site]] = {}
_codes: list[types.CodeType] = []  # kept alive, since the tables are known by their addresses


def _reached(site: Site) -> None:
    running = kernel._running
    if running is not None:
        running.point(site.op, "", site)


def follow(code: types.CodeType, table: dict[int, Site]) -> None:
    """Report the sites of a code object to the kernel from now on."""
    _tables[id(code)] = table
    _codes.append(code)
    if sys.version_info >= (3, 12):
        if sys.monitoring.get_tool(_TOOL) is None:
            sys.monitoring.use_tool_id(_TOOL, "racecourse")
            sys.monitoring.register_callback(_TOOL, sys.monitoring.events.INSTRUCTION, _monitored)
        sys.monitoring.set_local_events(_TOOL, code, sys.monitoring.events.INSTRUCTION)


def _monitored(code: types.CodeType, offset: int) -> object:
    site = _tables[id(code)].get(offset)
    if site is None:
        return sys.monitoring.DISABLE  # type: ignore[attr-defined]  # called on 3.12 and later only
    _reached(site)
    return None


def _traced(frame: types.FrameType, event: str, argument: object) -> Callable[..., Any] | None:
    del event, argument
    table = _tables.get(id(frame.f_code))
    if table is None:
        return None
    frame.f_trace_opcodes, frame.f_trace_lines = True, False

    def local(frame: types.FrameType, event: str, argument: object) -> Callable[..., Any]:
        del argument
        if event == "opcode":
            site = table.get(frame.f_lasti)
            if site is not None:
                _reached(site)
        return local

    return local


TRACER: Final = None if sys.version_info >= (3, 12) else _traced
"""What each worker traces with, where there is no monitoring."""
