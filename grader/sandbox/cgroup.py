"""A control group for each box: a bound on memory and processes, and the CPU time of all that ever ran in it.

A bonus, not the wall: where no cgroup can be written the box runs on with rlimits, and says so in `controls`.
Nothing is killed by cgroup, since the box's own pid namespace does that without a gap.

Version 1 keeps a tree for each controller, version 2 one tree for all. Both are written below the group that this
process is in, so that whatever bounds us bounds our boxes. A group is named after its judge's pid and start time,
hence empty groups of judges that were killed are known as such and removed by the next judge.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from grader.sandbox.limits import Limits

_PREFIX: Final = "racecourse-"
_counter: Final = itertools.count()


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder below which we may make groups, and what it offers: "memory", "processes", "cpu"."""

    version: int
    folder: Path
    controls: frozenset[str]


class Group:
    """The groups of one box, one in each tree; made empty, and removed by `remove` when it is empty again."""

    def __init__(self, limits: Limits, trees: tuple[Tree, ...] | None = None) -> None:
        name = f"{_PREFIX}{os.getpid()}-{_started(os.getpid())}-{next(_counter)}"
        self.controls: frozenset[str] = frozenset()
        self._folders: dict[str, tuple[int, Path]] = {}
        for tree in found() if trees is None else trees:
            folder = tree.folder / name
            try:
                folder.mkdir()
                _limit(folder, tree, limits)
            except OSError:
                with contextlib.suppress(OSError):
                    folder.rmdir()
                continue
            self._folders |= dict.fromkeys(tree.controls, (tree.version, folder))
            self.controls |= tree.controls

    def add(self, pid: int) -> None:
        """Move a process in; all that it starts from now on is in too. Raises OSError."""
        for folder in self._all():
            (folder / "cgroup.procs").write_text(str(pid))

    def processes(self) -> list[int] | None:
        """Return the host pids of the processes in it, or None without a cgroup."""
        for folder in self._all():
            with contextlib.suppress(OSError):
                return [int(pid) for pid in (folder / "cgroup.procs").read_text().split()]
        return None

    def cpu_seconds(self) -> float | None:
        """Return the CPU time of all that ever ran in it, or None where nobody counts."""
        version, folder = self._folders.get("cpu", (0, Path()))
        with contextlib.suppress(OSError):
            if version == 1:
                return int((folder / "cpuacct.usage").read_text()) / 1e9
            if version == 2:
                return _field(folder / "cpu.stat", "usage_usec") / 1e6
        return None

    def memory_kills(self) -> int | None:
        """Return how many of its processes the kernel killed for want of memory, or None where nobody counts."""
        version, folder = self._folders.get("memory", (0, Path()))
        if not version:
            return None
        with contextlib.suppress(OSError):
            return _field(folder / ("memory.oom_control" if version == 1 else "memory.events"), "oom_kill")
        return None

    def remove(self) -> bool:
        """Remove the emptied groups; tell whether all are gone. Idempotent."""
        for name, (_, folder) in list(self._folders.items()):
            with contextlib.suppress(FileNotFoundError):
                try:
                    folder.rmdir()
                except FileNotFoundError:
                    pass
                except OSError:
                    continue
            del self._folders[name]
        return not self._folders

    def _all(self) -> list[Path]:
        return list(dict.fromkeys(folder for _, folder in self._folders.values()))


@cache
def found() -> tuple[Tree, ...]:
    """Return the trees that this process may use, version 2 first."""
    try:
        mounts = Path("/proc/self/mounts").read_text()
        own = Path("/proc/self/cgroup").read_text()
    except OSError:
        return ()
    trees: list[Tree] = []
    missing = {"memory", "processes", "cpu"}
    for tree in itertools.chain(_version_2(mounts, own), _version_1(mounts, own)):
        controls = tree.controls & missing
        if controls:
            trees.append(Tree(tree.version, tree.folder, frozenset(controls)))
            missing -= controls
    return tuple(trees)


def sweep() -> None:
    """Remove the empty groups of judges that are gone; one that isn't empty yet is left to the next sweep."""
    for tree in found():
        for group in tree.folder.glob(_PREFIX + "*"):
            pid, _, rest = group.name.removeprefix(_PREFIX).partition("-")
            if pid.isdigit() and _started(int(pid)) != rest.partition("-")[0]:
                with contextlib.suppress(OSError):
                    group.rmdir()


def _version_1(mounts: str, own: str) -> Iterator[Tree]:
    paths = {controller: path for controllers, path in _own_groups(own) for controller in controllers.split(",")}
    for where, kind, options in _mounts(mounts):
        if kind != "cgroup":
            continue
        for controller, control in (("memory", "memory"), ("pids", "processes"), ("cpuacct", "cpu")):
            if controller in options:
                # Within a container the mount itself is our group, and the path is one of the host's.
                inner = where / paths.get(controller, "/").lstrip("/")
                folder = inner if inner.is_dir() else where
                if os.access(folder, os.W_OK):
                    yield Tree(1, folder, frozenset({control}))


def _version_2(mounts: str, own: str) -> Iterator[Tree]:
    """Yield the nearest group above us that was delegated to us and hands its controllers on."""
    path = dict(_own_groups(own)).get("")
    if path is None:
        return
    for where, kind, _ in _mounts(mounts):
        if kind != "cgroup2":
            continue
        inner = where / path.lstrip("/")
        for folder in (inner, *inner.parents):
            if not folder.is_relative_to(where) or not os.access(folder / "cgroup.procs", os.W_OK):
                break
            controllers = _handed_on(folder)
            if {"memory", "pids"} <= controllers:
                yield Tree(2, folder, frozenset({"memory", "processes", "cpu"}))
                return


def _handed_on(folder: Path) -> set[str]:
    """Return the controllers that groups below have; the root of the tree is asked for ours, as it may be."""
    switch = folder / "cgroup.subtree_control"
    with contextlib.suppress(OSError):
        if not (folder / "cgroup.type").exists():  # only the real root has none
            switch.write_text("+memory +pids")
    with contextlib.suppress(OSError):
        return set(switch.read_text().split())
    return set()


def _limit(folder: Path, tree: Tree, limits: Limits) -> None:
    if "processes" in tree.controls:
        (folder / "pids.max").write_text(str(limits.processes))
    if "memory" in tree.controls:
        names = (
            ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes")
            if tree.version == 1
            else ("memory.max", "memory.swap.max")
        )
        (folder / names[0]).write_text(str(limits.memory))
        with contextlib.suppress(OSError):  # a kernel without swap accounting has no such file
            # Version 1 counts memory and swap together, version 2 swap alone: no swap in both.
            (folder / names[1]).write_text(str(limits.memory) if tree.version == 1 else "0")


def _started(pid: int) -> str:
    """Return when a process started, in ticks since boot, or "" when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _own_groups(own: str) -> Iterator[tuple[str, str]]:
    """Yield controllers ("" for version 2) and path from the lines "number:controllers:path"."""
    for line in own.splitlines():
        _, controllers, path = line.split(":", 2)
        yield controllers, path


def _mounts(mounts: str) -> Iterator[tuple[Path, str, list[str]]]:
    for line in mounts.splitlines():
        _, where, kind, options, *_ = line.split(" ")
        yield Path(where), kind, options.split(",")


def _field(path: Path, name: str) -> int:
    for line in path.read_text().splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return int(value)
    return 0
