"""Reads /proc: who descends from a process, what its threads do, and how much CPU they had.

Rules: nothing here raises because a process vanished while it was read (what is gone adds nothing), and nothing
raises where there is no /proc at all (macOS, Windows): then there are no descendants and a sample is empty.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass

# A thread in D waits for the machine (a page, a disk, the exec of a vfork child) and goes on by itself, as one in R.
_GOES_ON = frozenset("RD")


@dataclass(frozen=True, slots=True)
class Sample:
    """What a set of processes did until now.

    Two samples of the same processes with `runnable` 0 and equal `busy_ns` say that nothing of them ran between
    the two; one sample alone can't, since it is read thread by thread while work may pass from one to another.
    """

    runnable: int
    """Threads that run, could run, or wait for the machine only."""
    stalled: int
    """Of these, threads that wait for the machine only (state D)."""
    busy_ns: int
    """Time that the living threads ran or waited for a processor, in nanoseconds."""
    cpu_ns: int
    """CPU time of the living processes, that of their ended threads included, in nanoseconds."""
    threads: int
    """Threads that were read."""
    asleep: int = 0
    """Threads in a sleep of a set time, which ends by itself; 0 where the kernel doesn't let us see."""


def descendants(pid: int) -> list[int]:
    """Return the process ids below `pid` (itself left out), parents before their children, zombies included."""
    if not os.path.exists("/proc/self/task"):  # noqa: PTH110 - called often, and Path costs ten times as much
        return []
    found: list[int] = []
    seen = {pid}
    level = [pid]
    while level:
        level = [child for parent in level for child in _children(parent) if child not in seen]
        seen.update(level)
        found += level
    return found


def states(pid: int) -> dict[int, str]:
    """Return the state letter (proc(5): R, S, D, T, Z, ...) of each thread of `pid`, by thread id."""
    found = {}
    for tid in _threads(pid):
        stat = _stat(f"/proc/{pid}/task/{tid}/stat")
        if stat:
            found[tid] = stat[0]
    return found


def sample(pids: Iterable[int]) -> Sample:
    """Return what the threads of `pids` are doing and have used; processes that are gone add nothing."""
    runnable = stalled = busy = cpu = threads = asleep = 0
    for pid in pids:
        cpu += cpu_ns(pid)
        for tid in _threads(pid):
            stat = _stat(f"/proc/{pid}/task/{tid}/stat")
            if not stat:
                continue
            threads += 1
            runnable += stat[0] in _GOES_ON
            stalled += stat[0] == "D"
            asleep += stat[0] == "S" and "nanosleep" in _read(f"/proc/{pid}/task/{tid}/wchan")
            # "time on a processor, time waited for one, time slices"
            schedule = _read(f"/proc/{pid}/task/{tid}/schedstat").split()
            busy += sum(map(int, schedule[:2]))
    return Sample(runnable, stalled, busy, cpu, threads, asleep)


def cpu_ns(pid: int) -> int:
    """Return the CPU time of a living process, ended threads included and children not; 0 when it is gone."""
    try:
        # The clock of another process, as clock_getcpuclockid(3) makes it: one system call, in nanoseconds.
        return time.clock_gettime_ns((~pid << 3) | 2)
    except (OSError, OverflowError, AttributeError):
        return 0


def reaped_cpu_ns(pid: int) -> int:
    """Return the CPU time of the children that `pid` has waited for, in nanoseconds (kept in ticks of 10 ms)."""
    stat = _stat(f"/proc/{pid}/stat")
    if len(stat) < 15:
        return 0
    return (int(stat[13]) + int(stat[14])) * 1_000_000_000 // os.sysconf("SC_CLK_TCK")


def _threads(pid: int) -> list[int]:
    try:
        return [int(tid) for tid in os.listdir(f"/proc/{pid}/task")]  # noqa: PTH208 - called often
    except OSError:
        return []


def _children(pid: int) -> list[int]:
    if not _HAS_CHILDREN:
        return [other for other in _all_processes() if parent(other) == pid]
    return [int(child) for tid in _threads(pid) for child in _read(f"/proc/{pid}/task/{tid}/children").split()]


def _all_processes() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - called often
    except OSError:
        return []


def parent(pid: int) -> int:
    """Return the parent's process id, 0 when the process is gone."""
    stat = _stat(f"/proc/{pid}/stat")
    return int(stat[1]) if stat else 0


def _stat(path: str) -> list[str]:
    """Return the fields of a stat file from the state on (the name before it may hold spaces and brackets)."""
    return _read(path).rpartition(")")[2].split()


def _read(path: str) -> str:
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return ""
    try:
        text = more = os.read(file, 65536)
        while len(more) > 2048:  # /proc hands long lists out in parts of about a page
            more = os.read(file, 65536)
            text += more
        return text.decode("ascii", "replace")
    except OSError:
        return ""
    finally:
        os.close(file)


# Kernels without CONFIG_PROC_CHILDREN have no such file: there the parents of all processes are read instead.
_HAS_CHILDREN = os.path.exists("/proc/self/task") and os.path.exists(f"/proc/self/task/{os.getpid()}/children")  # noqa: PTH110 - on other systems too
