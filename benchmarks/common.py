"""What the benchmarks share: to run a command and count all that it used, to load the machine, to write down a table.

CPU time is counted by a control group where one can be made: that sees also what nobody waits for, such as processes
in a box. Without one it is what the kernel tells a parent of the children that were waited for.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Final, NoReturn

from grader.sandbox import cgroup
from tests.load import busy_loops

ROOT: Final = Path(__file__).resolve().parent.parent
RESULTS: Final = Path(__file__).resolve().parent / "RESULTS.md"
_SETTINGS: Final = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPYCACHEPREFIX")
_INTO_GROUP: Final = 'for folder in $0; do echo $$ > "$folder/cgroup.procs"; done && exec "$@"'


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command used: CPU seconds of it and all its children, seconds on the wall; how it ended, what it said."""

    cpu: float
    wall: float
    code: int
    said: str


class Group(AbstractContextManager["Group"]):
    """A control group of our own, in each tree that we may use: it counts and lists all that ever starts in it.

    Its end is the end of all processes in it. `made` is False where no group can be made; then it counts nothing.
    """

    def __init__(self) -> None:
        trees = [(tree, tree.folder / f"benchmark-{os.getpid()}-{time.monotonic_ns()}") for tree in cgroup.found()]
        self._folders = list(dict.fromkeys(folder for _, folder in trees))
        for folder in self._folders:
            folder.mkdir()
        self._counts = next(((tree.version, folder) for tree, folder in trees if "cpu" in tree.controls), None)
        self.made = self._counts is not None

    def inside(self, command: Sequence[str]) -> list[str]:
        """Return what to run so that the command runs in the group from its first moment."""
        return ["/bin/sh", "-c", _INTO_GROUP, " ".join(map(str, self._folders)), *command]

    def cpu(self) -> float:
        """Return the CPU seconds of all that ever ran in it; 0 without a group."""
        return 0.0 if self._counts is None else _counted(*self._counts)

    def processes(self) -> list[int]:
        """Return the processes in it and in groups below it."""
        return [int(pid) for folder in self._folders for file in folder.rglob("cgroup.procs") for pid in _words(file)]

    def below(self) -> list[str]:
        """Return the names of the groups that others made in it."""
        return [entry.name for folder in self._folders for entry in folder.iterdir() if entry.is_dir()]

    def emptied(self, seconds: float) -> bool:
        """Wait until no process is left in it; tell whether that came true."""
        return until(lambda: not self.processes(), seconds)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.emptied(10)
        for folder in self._folders:
            for entry in [*(below for below in folder.iterdir() if below.is_dir()), folder]:
                with suppress(OSError):
                    entry.rmdir()


def _counted(version: int, folder: Path) -> float:
    if version == 1:
        return int((folder / "cpuacct.usage").read_text()) / 1e9
    told = dict(line.split() for line in (folder / "cpu.stat").read_text().splitlines())
    return int(told["usage_usec"]) / 1e6


def own_cpu() -> float:
    """Return the CPU seconds of all that ever ran in the group that this process is in: for what `run` has started."""
    tree = next(tree for tree in cgroup.found() if "cpu" in tree.controls)
    return _counted(tree.version, tree.folder)


def need_group() -> None:
    """End with a sentence where no control group can be made."""
    with Group() as group:
        if not group.made:
            raise SystemExit("CPU time is counted by a control group, and none can be made: run it as root")


def _words(file: Path) -> list[str]:
    with suppress(OSError):
        return file.read_text().split()
    return []


def until(condition: Any, seconds: float) -> bool:  # noqa: ANN401 - a function without arguments
    """Wait until the condition is true; tell whether that came true within so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def run(command: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Usage:
    """Run a command to its end, alone in a group, and return what it used."""
    with Group() as group, tempfile.TemporaryFile() as output:
        began = time.monotonic()
        process = subprocess.Popen(
            group.inside(command),
            cwd=cwd,
            env=environment(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        group.emptied(5)
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
        return Usage(group.cpu() or used.ru_utime + used.ru_stime, wall, process.returncode, said)


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return this environment with more in it, and with Python's usual settings: byte code is kept."""
    return {name: value for name, value in os.environ.items() if name not in _SETTINGS} | dict(more)


def python(*arguments: str) -> list[str]:
    """Return the command line of this very Python."""
    return [sys.executable, *arguments]


def grade(path: Path, out: Path, *options: str) -> list[str]:
    """Return the command line that grades a class."""
    return python("-m", "grader.cli", "grade", str(path), "--out", str(out), *options)


def make_environment(folder: Path, interpreter: str, *packages: str) -> None:
    """Make an environment for tools that are compared with the kit, and install them there."""
    wanted = ", ".join(packages)
    print(f"installing {wanted} ...", flush=True)
    for command in (
        [interpreter, "-m", "venv", str(folder)],
        [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages],
    ):
        done = run(command)
        if done.code != 0:
            raise SystemExit(f"{wanted} could not be installed:\n{done.said}")


def snapshot(folder: Path) -> None:
    """Copy kit and course, so that nobody changes them while they are measured; run commands with it as their cwd."""
    junk = shutil.ignore_patterns("__pycache__")
    for part in ("grader", "assignments", "solutions", "tests/hidden"):
        shutil.copytree(ROOT / part, folder / part, ignore=junk)


def rows_of(out: Path) -> list[dict[str, Any]]:
    """Return the results of a class, a row for each check."""
    rows: list[dict[str, Any]] = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return rows


def load(loops: int) -> AbstractContextManager[None]:
    """Keep so many busy loops beside, none for 0; they end with the block, and with this process."""
    return busy_loops(loops) if loops else nullcontext()


def end_on_sigterm() -> None:
    """Let SIGTERM end the benchmark as Ctrl-C does, so that it clears away what it made."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        del frame
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return the median of the values, and the least and the greatest in brackets."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def record(name: str, text: str, *, dry: bool = False) -> None:
    """Print a result and write it into RESULTS.md in the place of the one of that name; `dry` only prints."""
    section = f"## {name}\n\n{_circumstances()}\n\n{text.strip()}\n"
    print(f"\n{section}", flush=True)
    if dry:
        return
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results of the benchmarks\n"
    head, *sections = re.split(r"^(?=## )", old, flags=re.MULTILINE)
    kept = [each for each in sections if each.partition("\n")[0] != f"## {name}"]
    parts = [part.strip() for part in (head, *sorted([*kept, section]))]
    RESULTS.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _circumstances() -> str:
    module = Path(sys.argv[0]).stem
    command = " ".join(["python -m", f"benchmarks.{module}", *sys.argv[1:]])
    return "\n".join(
        [
            f"- Command: `{command}`",
            f"- Machine: {len(os.sched_getaffinity(0))} cores, Linux {platform.release()}, "
            f"Python {platform.python_version()}; load average at the end {os.getloadavg()[0]:.1f}",
            f"- {datetime.datetime.now(datetime.UTC):%Y-%m-%d}, commit {commit()}",
        ]
    )


def commit() -> str:
    """Return what is checked out, in words."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    parts = ("grader", "assignments", "solutions", "tests/hidden", "benchmarks/*.py")
    changed = git("status", "--porcelain", "--", *parts)
    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" with uncommitted changes" if changed else "")
