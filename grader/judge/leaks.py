"""What outlives a call: processes, zombies, threads, descriptors, listening ports and shared memory.

All of it is read from outside, from /proc (see proc(5)), so the student's code has no say in it. Helpers of the
standard library (multiprocessing's resource tracker and fork server), and the pipes to them, are not left behind. Where
there is no /proc, nothing can be read and nothing is ever found; grading happens on Linux.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader import procfs

_HELPER: Final = re.compile(rb"from multiprocessing\.(resource_tracker|forkserver) import main; ?main\(.*\)")
"""The last argument of their command lines."""
_LISTENING: Final = "0A"
_ARENA: Final = re.compile(r"/pym-\d+-\w+( \(deleted\))?$")
"""Memory that multiprocessing keeps for all Values and Arrays of a process, as long as it lives."""


@dataclass(frozen=True, slots=True)
class Census:
    """What one guest has at one moment: thread count, descriptors by number, names in shared memory."""

    pid: int
    threads: int
    descriptors: dict[int, str]
    shared: frozenset[str]


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What is left behind, in words that a student reads; false when there is nothing."""

    processes: tuple[str, ...] = ()
    zombies: tuple[str, ...] = ()
    threads: int = 0
    descriptors: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    shared_memory: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.processes, self.zombies, self.threads, self.descriptors, self.ports, self.shared_memory))

    @property
    def running(self) -> bool:
        """Whether processes still run, or were never waited for."""
        return bool(self.processes or self.zombies)

    def __str__(self) -> str:
        parts = []
        if self.processes:
            parts.append(f"{_count(self.processes, 'running process', 'running processes')}")
        if self.zombies:
            parts.append(f"{_count(self.zombies, 'zombie process', 'zombie processes')} (ended, but never joined)")
        if self.threads:
            parts.append(f"{self.threads} running thread" + "s" * (self.threads > 1))
        if self.ports:
            parts.append("listening port" + "s" * (len(self.ports) > 1))
        if self.descriptors:
            kinds = ", ".join(f"{self.descriptors.count(kind)} {kind}" for kind in dict.fromkeys(self.descriptors))
            parts.append(f"open descriptors ({kinds})")
        if self.shared_memory:
            parts.append(f"shared memory ({', '.join(self.shared_memory)})")
        return "; ".join(parts)


def census(pid: int) -> Census:
    """Return what the process has now; empty where that can't be read."""
    return Census(pid, len(procfs.states(pid)), _descriptors(pid), _shared(pid))


def compare(before: Census | None, after: Census, processes: Sequence[int]) -> Leftovers:
    """Return what is there in `after` and wasn't in `before`; `processes` are all that live below the host."""
    if before is None:
        return Leftovers()
    helpers = helpers_of(processes)
    others = [pid for pid in processes if pid not in helpers and pid != after.pid]
    states = {pid: procfs.states(pid).get(pid, "") for pid in others}
    helper_pipes = {target for pid in helpers for target in _descriptors(pid).values()}
    fresh = [
        target
        for number, target in after.descriptors.items()
        if before.descriptors.get(number) != target and target not in helper_pipes and not _ARENA.search(target)
    ]
    # A number may have been closed and opened again for the same kind of thing; what counts is how many there are.
    fresh = fresh[: max(0, len(after.descriptors) - len(before.descriptors))]
    listening = _listening(after.pid)
    ports = tuple(sorted(listening[target] for target in fresh if target in listening))
    return Leftovers(
        processes=tuple(str(pid) for pid, state in states.items() if state and state not in "ZX"),
        zombies=tuple(str(pid) for pid, state in states.items() if state == "Z"),
        threads=max(0, after.threads - before.threads),
        descriptors=tuple(_kind(target) for target in fresh if target not in listening),
        ports=ports,
        shared_memory=tuple(sorted(after.shared - before.shared)),
    )


def _descriptors(pid: int) -> dict[int, str]:
    found = {}
    try:
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):  # closed in between
                found[int(entry.name)] = str(entry.readlink())
    except OSError:
        return {}
    return found


def _shared(pid: int) -> frozenset[str]:
    """Return the names in the shared memory of a box; what the whole machine shares is nobody's in particular."""
    try:
        if Path(f"/proc/{pid}/ns/mnt").readlink() == Path("/proc/self/ns/mnt").readlink():
            return frozenset()
        return frozenset(entry.name for entry in Path(f"/proc/{pid}/root/dev/shm").iterdir())
    except OSError:
        return frozenset()


def _listening(pid: int) -> dict[str, int]:
    """Return the ports that are listened on in the network of `pid`, by the socket's name in /proc/PID/fd."""
    found = {}
    for table in ("tcp", "tcp6"):
        try:
            lines = Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if fields[3] == _LISTENING:
                found[f"socket:[{fields[9]}]"] = int(fields[1].rpartition(":")[2], 16)
    return found


def helpers_of(processes: Sequence[int]) -> set[int]:
    """Return multiprocessing's own helpers among processes: they end by themselves and tidy up after others.

    Workers that the fork server has made look like it, so its children are none.
    """
    alike = {pid for pid in processes if _is_like_a_helper(pid)}
    return {pid for pid in alike if procfs.parent(pid) not in alike}


def _is_like_a_helper(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return _HELPER.fullmatch(command.rstrip(b"\0").rpartition(b"\0")[2]) is not None


def _kind(target: str) -> str:
    found = re.match(r"(socket|pipe|anon_inode):", target)
    return {"socket": "socket", "pipe": "pipe", "anon_inode": "kernel object"}[found[1]] if found else "file"


def _count(items: Sequence[str], one: str, many: str) -> str:
    return f"{len(items)} {one if len(items) == 1 else many}"
