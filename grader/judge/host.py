"""Hosts: where guests live. A warm one forks a fresh guest for each check, a cold one starts a process for each.

Here is what they have in common: what a guest is to the `student` fixture, how its interpreter is started, and how all
that it started is ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from socket import socket
from typing import Any, Final, Protocol

from grader.facts import Told
from grader.judge.leaks import helpers_of

_IMPORT: Final = re.compile(r"^\s*(?:from|import)\s+(\w+)", re.MULTILINE)
_LONGEST_SOURCE: Final = 200_000
_PRELOAD: Final = {
    "asyncio": ("asyncio",),
    "collections": ("collections",),
    "concurrent": ("concurrent.futures.process", "concurrent.futures.thread"),
    "contextlib": ("contextlib",),
    "dataclasses": ("dataclasses",),
    "functools": ("functools",),
    "multiprocessing": ("multiprocessing.pool", "multiprocessing.queues", "multiprocessing.connection"),
    "queue": ("queue",),
    "re": ("re",),
    "selectors": ("selectors",),
    "socket": ("socket",),
    "typing": ("typing",),
}
KIT: Final = Path(__file__).resolve().parent.parent.parent
GRACE: Final = 2.0
FLAGS: Final = ("-s", "-S", "-P", "-u")
# Bytecode of the kit is kept where that may be written, since every guest loads it; that of student code never is.
START: Final = (
    "import os, sys; sys.path.append(sys.argv.pop(1)); from grader.guest import warm, __main__ as guest; "
    "sys.dont_write_bytecode = True; os.environ['PYTHONDONTWRITEBYTECODE'] = '1'; guest.main()"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a submission is: its folder, and the files of ours that lie beside it while it is judged."""

    submission: Path
    support: tuple[Path, ...] = ()
    preload: tuple[str, ...] = ()


class Line(Protocol):
    """What the `student` fixture needs of a channel."""

    unseen: list[Told]

    @property
    def has_news(self) -> bool:
        """Whether the guest has said something that we have not yet come to."""

    def request(self, op: str, **fields: Any) -> tuple[int, Future[object]]:  # noqa: ANN401 - a frame's fields
        """Send a request; the future gets the raw JSON value, or an exception that was told."""

    def close(self) -> None:
        """Hang up."""


class Printed(Protocol):
    """What a guest printed."""

    def text(self) -> str:
        """Return what was printed so far."""

    def join(self) -> None:
        """Wait for the end of it."""


@dataclass(slots=True)
class Guest:
    """One guest, ready for the calls of one check. `pid` is the kernel's, 0 where it isn't known."""

    pid: int
    channel: Line
    output: Printed
    home: str


class Host(Protocol):
    """What the `student` fixture needs of a place where guests live."""

    def guest(self) -> Guest:
        """Start a fresh guest."""

    def dismiss(self, guest: Guest) -> None:
        """End a guest and everything it started; the next one finds nothing of it."""

    def processes(self) -> list[int]:
        """Processes of the student's that are alive."""

    def socket(self, kind: str, **how: object) -> socket:
        """Make a socket in the guest's network: listen (backlog), client, datagrams, or dial."""

    def will_explore(self) -> None:
        """Take note that checks explore, so that guests to come may be begun with what that needs."""

    def close(self) -> None:
        """End the host and all in it. Idempotent."""


class Beside:
    """Our files that lie beside a submission, alone in a folder: the assignment's own has the stub in it."""

    def __init__(self, place: Place) -> None:
        self._folder: str | None = None
        self.place = place
        if any(file.parent != place.submission for file in place.support):
            self._folder = tempfile.mkdtemp(prefix="racecourse-support-")
            copies = tuple(Path(shutil.copy(file, self._folder)) for file in place.support)
            self.place = replace(place, support=copies)

    @property
    def folders(self) -> list[str]:
        """The folder, if one was needed."""
        return [] if self._folder is None else [self._folder]

    def remove(self) -> None:
        """Remove the folder."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def preload_of(files: Iterable[Path]) -> tuple[str, ...]:
    """Return the modules of the standard library, out of a list, that these files import.

    A warm guest imports them once for all checks. Only names are read here, nothing is run.
    """
    named: set[str] = set()
    for file in files:
        with contextlib.suppress(OSError):
            named.update(_IMPORT.findall(file.read_text("utf-8", "replace")[:_LONGEST_SOURCE]))
    return tuple(sorted(module for name, modules in _PRELOAD.items() if name in named for module in modules))


def remove_tree(folder: str) -> None:
    """Remove a folder of a guest's, however deeply it nested others in it."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        _flatten(Path(folder))
        shutil.rmtree(folder, ignore_errors=True)


def _flatten(top: Path) -> None:
    """Move folders in folders up to the top, until none is nested."""
    level, moved = [top], 0
    while level:
        inner = [entry for outer in level for entry in outer.iterdir() if entry.is_dir() and not entry.is_symlink()]
        level = []
        for entry in inner:
            moved += 1
            level.append(entry.rename(top / f"flat-{os.getpid()}-{moved}") if entry.parent != top else entry)


def can_fork() -> bool:
    """Whether guests can be forks here; macOS has fork, but not one that its own libraries survive."""
    return sys.platform.startswith("linux")


def command(place: Place, control: int | None = None) -> list[str]:
    """Return the command line of a guest: a server on the socket `control`, or a single guest on standard input."""
    return [sys.executable, *FLAGS, "-c", START, str(KIT), config(place, str(KIT), control)]


def config(place: Place, kit: str, control: int | None) -> str:
    """Tell the guest where to find modules (ours before the student's), and whose file is whose in a traceback."""
    folders = dict.fromkeys([*(str(file.parent) for file in place.support), str(place.submission)])
    told: dict[str, object] = {
        "path": list(folders),
        "roots": [folder + os.sep for folder in folders],
        "ours": [*map(str, place.support), kit + os.sep + "grader" + os.sep],
        "preload": place.preload,
    }
    return json.dumps(told if control is None else told | {"control": control})


def environment() -> dict[str, str]:
    """Return the environment of a guest: what the interpreter needs, and the same hashes in every run."""
    kept = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "HOME", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
    }


def clear(processes: Callable[[], list[int]], is_hopeless: Callable[[], bool] = lambda: False) -> bool:
    """Kill until nothing is left; multiprocessing's helpers get a moment to end by themselves and tidy up.

    It is hopeless when whoever should reap what was killed will not.
    """
    deadline = time.monotonic() + GRACE
    while left := processes():
        now = time.monotonic()
        if now > deadline + GRACE:
            return False
        helpers = set() if now > deadline else helpers_of(left)
        kill([pid for pid in left if pid not in helpers])
        if is_hopeless():
            return False
        time.sleep(0.001)
    return True


def kill(pids: Sequence[int]) -> None:
    """Kill processes; those that are gone already are fine."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def ending(code: int) -> str:
    """Say how a guest ended, by its exit code (negative: the signal that killed it)."""
    if code < 0:
        return f"the process of your code was killed by {signal.Signals(-code).name}"
    return f"your code ended the whole process (exit code {code})"
