"""Tracebacks and stacks as a student reads them: their own files and lines, and one line for what lies beneath."""

from __future__ import annotations

import linecache
import os
import sys
import threading
import traceback as tb
from collections.abc import Iterable
from types import FrameType, TracebackType

_MAX_FRAMES = 12


def traceback(error: BaseException, trace: TracebackType | None, roots: tuple[str, ...]) -> tuple[str, str]:
    """Return (text, innermost file): the traceback cut to files below `roots`, ending with what was raised."""
    frames = [(frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line in tb.walk_tb(trace)]
    own = [entry for entry in frames if entry[0].startswith(roots)]
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(roots):
        own.append((error.filename, error.lineno or 0, "<module>"))
    lines = [_line(*entry) for entry in own[-_MAX_FRAMES:]]
    lines += [line.rstrip("\n") for line in tb.format_exception_only(type(error), error)[-1:]]
    if error.__cause__ is not None and type(error.__cause__).__name__ == "_RemoteTraceback":
        lines.append("(raised in a worker process)")
    return "\n".join(lines), frames[-1][0] if frames else ""


def report(roots: tuple[str, ...]) -> str:
    """Return the stacks of all threads of this process that are in the student's files, and who waits for whom."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    parts = []
    stacks: dict[str, list[FrameType]] = {}
    main = threading.main_thread().ident
    for ident, frame in sorted(
        sys._current_frames().items(), key=lambda entry: (entry[0] != main, names.get(entry[0], ""))
    ):
        own = [entry for entry in reversed([*_outwards(frame)]) if entry.f_code.co_filename.startswith(roots)]
        if not own:
            continue
        name = names.get(ident, "a thread")
        lines = [_line(entry.f_code.co_filename, entry.f_lineno, entry.f_code.co_name) for entry in own]
        parts.append("\n".join([f"{name}:", *lines[-_MAX_FRAMES:]]))
        stacks[name] = own
    from grader.guest import locks  # only for the few that hang

    return "\n".join([*parts, *locks.stories(stacks)])


def _outwards(frame: FrameType | None) -> Iterable[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _line(file: str, number: int, function: str) -> str:
    source = linecache.getline(file, number).strip()
    where = f"  {os.path.basename(file)}, line {number}" + (f", in {function}" if function != "<module>" else "")
    return f"{where}:\n      {source}" if source else where
