"""Patience: how long the judge waits, counted so that a busy machine can't change a verdict.

The idea: code that is blocked for ever uses no processor and wants none, however busy the machine is. So the judge
doesn't count seconds on the wall but *quiet* seconds, in which no thread of the student's ran or could have run, and
seconds of CPU time, which an endless loop uses up on any machine. Waiting for the judge itself (a witness that still
works out its answer) isn't quiet. Where a system can't tell (no /proc: macOS, Windows) only the wall is left, and then
patience is several times as long.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from grader import procfs

Finding = Literal["done", "blocked", "endless", "late", "unknown"]
"""How a wait ended: done; all quiet; too much CPU time; the wall's time is up though the machine was free, or busy."""

_FIRST_LOOK = 0.02
_TICK = 0.02
_LONGEST_TICK = 0.1
"""Looks cost CPU time, and what the kernel counts between two of them is as exact when they are far apart. So they
come less often while all is quiet: many judges that wait must not become the load that makes them wait longer."""
_POLL_SHARE = 0.1
"""Less of a processor than this in a tick is a poll or a timer, not work and not a loop without end."""
_BLIND_FACTOR = 5.0
_DOUBT_FACTOR = 10.0
"""Quiet that may not be for ever counts for less: somebody polls, or sleeps for a set time, or waits for the machine
(state D; for ever only behind a vfork whose child never goes on). The CPU time of polls counts for less in the same
way: who looks a thousand times a second, in four threads, isn't an endless loop, and must not become one by waiting."""

_STARVED_FACTOR = 3.0
"""Where the machine kept the code waiting, its CPU time may yet tell an endless loop."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Bounds for one wait, in seconds: of quiet, of the student's CPU time, and of the wall as the last resort."""

    quiet: float = 3.0
    cpu: float = 20.0
    wall: float = 180.0


class Watch:
    """Watches the processes of one guest from outside."""

    def __init__(self, processes: Callable[[], list[int]]) -> None:
        self._processes = processes

    def wait(
        self, finished: Callable[[float], bool], patience: Patience, is_working: Callable[[], bool] = lambda: False
    ) -> Finding:
        """Wait until `finished(seconds)` (which may block that long) is true, or patience is at its end.

        `is_working` says that the judge itself is what the student's code waits for.
        """
        if finished(_FIRST_LOOK):
            return "done"
        began = last = time.monotonic()
        first = before = procfs.sample(self._processes())
        quiet = used = 0.0
        tick = _TICK
        while not finished(tick):
            now = time.monotonic()
            # Asked before the look: an answer that is given between the two shows in the look, as somebody who can run.
            works = is_working()
            after = procfs.sample(self._processes())
            cpu = (after.cpu_ns - before.cpu_ns) / 1e9
            polls = abs(cpu) < _POLL_SHARE * (now - last)
            if polls and not works and _is_still(before, after) and not _starves():
                quiet += min(now - last, 2 * tick) / _doubt(before, after)
                tick = min(1.5 * tick, _LONGEST_TICK)
            else:
                tick = _TICK
            used += max(cpu, 0.0) / (_DOUBT_FACTOR if polls else 1.0)  # what an ended process used is gone
            if quiet >= patience.quiet:
                return "done" if finished(0) else "blocked"
            if used > patience.cpu:
                return "endless"
            if now - began > patience.wall:
                if not _starved(first, after, now - began):
                    return "late"
                if after.threads == 0 or now - began > _STARVED_FACTOR * patience.wall:
                    return "unknown"
            before, last = after, now
        return "done"


def _is_still(before: procfs.Sample, after: procfs.Sample) -> bool:
    return before.runnable == before.stalled and after.runnable == after.stalled


def _starves() -> bool:
    """Whether a thread of the judge's own wants the processor: an answer may be there that we have not read."""
    mine = threading.get_native_id()
    return any(state == "R" for thread, state in procfs.states(os.getpid()).items() if thread != mine)


def _doubt(before: procfs.Sample, after: procfs.Sample) -> float:
    """Return by how much longer to wait: not at all when no thread ran between two looks, or will by itself."""
    if after.threads == 0:
        return _BLIND_FACTOR
    return _DOUBT_FACTOR if after.stalled or after.asleep or after.busy_ns != before.busy_ns else 1.0


def _starved(first: procfs.Sample, last: procfs.Sample, seconds: float) -> bool:
    """Whether the machine kept the student's code waiting for a processor for half of the time, or can't tell."""
    waited = (last.busy_ns - first.busy_ns) - (last.cpu_ns - first.cpu_ns)
    return last.threads == 0 or waited > seconds * 1e9 / 2
