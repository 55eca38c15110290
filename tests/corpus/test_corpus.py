"""Every racy program is found out, no safe one is, and every Python that this machine has says just the same.

This is the short form; `python -m benchmarks.explore` runs a hundred seeds of each.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from tests.corpus.driver import FOLDER, is_of_tasks, paths, read

ROOT: Final = FOLDER.parent.parent
VERSIONS: Final = ("3.11", "3.12", "3.13", "3.14")
GROUPS: Final = 4
_SCHEDULES: Final = {"racy": 2000, "safe": 150}
_FAULT_NAMED: Final = 0.95
"""The share of stories that name the faulty line."""

PATTERNS: Final = {
    "lost update, attribute", "lost update, global", "lost update, closure", "lost update, dict item",
    "lost update, list item", "check then act", "torn pair", "double-checked init", "lock-order deadlock, 2 locks",
    "lock-order deadlock, 3 locks", "self-deadlock", "lost wakeup", "if for while", "notify for notify_all",
    "missed signal", "barrier misuse", "semaphore over-release", "queue shutdown", "leaked lock on exception",
    "sleep as synchronisation", "executor deadlock",
}  # fmt: skip
ASYNC_PATTERNS: Final = {
    "check then await then act", "lost update over an await", "torn over an await", "lost cancellation",
    "torn by cancellation", "unbounded fan-out", "order by completion", "event missed",
    "queue join without task_done", "queue shutdown of tasks", "shared iterator of tasks", "dropped task",
    "deadlock of tasks", "if for while of tasks", "leaked semaphore", "siblings left running",
    "time-out leaves work", "coroutine never awaited", "loop blocked", "exception never retrieved",
    "sleep as synchronisation of tasks",
}  # fmt: skip


@functools.cache
def python(version: str) -> str | None:
    """Return an interpreter of that version: this one, or one that pyenv or the PATH has."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates = [*sorted(map(str, versions.glob(f"{version}.*/bin/python"))), f"python{version}"]
    for each in reversed(candidates):
        command = [each, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError:
            continue
        if done.stdout.strip() == version:
            return each
    return None


@functools.cache
def told(version: str, folder: str, group: int) -> dict[str, dict[str, Any]]:
    """Run a group of programs with that version, and return what came of each."""
    interpreter = python(version)
    if interpreter is None:
        pytest.skip(f"there is no Python {version} here")
    names = [f"{folder}/{path.name}" for path in paths(folder)[group::GROUPS]]
    options = ["-m", "tests.corpus.runner", "--schedules", str(_SCHEDULES[folder]), *names]
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": str(group + 1)}
    done = subprocess.run(
        [interpreter, *options], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert not done.stderr, "what a program prints is its own business"
    return {each["name"]: each for each in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("group", range(GROUPS))
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("folder", "verdict"), [("racy", "failed"), ("safe", "passed")])
def test_each_program_gets_its_verdict(folder: str, verdict: str, version: str, group: int) -> None:
    found = told(version, folder, group)
    assert len(found) == len(paths(folder)[group::GROUPS])
    wrong = {name: (each["verdict"], each["said"]) for name, each in found.items() if each["verdict"] != verdict}
    assert not wrong


@pytest.mark.parametrize("group", range(GROUPS))
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("folder", ["racy", "safe"])
def test_each_python_finds_the_same_by_the_same_schedule(folder: str, version: str, group: int) -> None:
    """Not of the executor: how it hands out work differs from version to version of the standard library."""
    of_executors = ("concurrent", "to_thread")
    here = told("{}.{}".format(*sys.version_info[:2]), folder, group)
    there = told(version, folder, group)
    for name, each in here.items():
        if not any(word in (FOLDER / name).read_text(encoding="utf-8") for word in of_executors):
            assert _found(there[name]) == _found(each), name


def _found(told: dict[str, Any]) -> tuple[Any, ...]:
    return told["found_at"], told["ran"], told["exhausted"], told["schedule"], told["said"], told["lines"]


@pytest.mark.parametrize("kind", ["threads", "tasks"])
def test_stories_name_the_line_of_the_fault(kind: str) -> None:
    version = "{}.{}".format(*sys.version_info[:2])
    chosen = {f"racy/{path.name}" for path in paths("racy") if is_of_tasks(path) == (kind == "tasks")}
    found = [told(version, "racy", group)[name] for name in chosen for group in range(GROUPS) if _is_in(name, group)]
    faults = {name: read(FOLDER / name).faults for name in chosen}
    assert all(faults.values()), "each racy program marks its faulty line"
    named = [each for each in found if set(faults[each["name"]]) & _lines(each)]
    assert len(named) >= _FAULT_NAMED * len(chosen)


def _is_in(name: str, group: int) -> bool:
    return FOLDER / name in paths("racy")[group::GROUPS]


def _lines(told: dict[str, Any]) -> set[int]:
    """Return the lines that the story shows, or the sentence above it names."""
    return {*told["lines"], *(int(number) for number in re.findall(r"line (\d+)", told["said"]))}


@pytest.mark.parametrize(
    ("of_tasks", "least", "patterns"), [(False, 60, PATTERNS), (True, 28, ASYNC_PATTERNS)], ids=["threads", "tasks"]
)
def test_the_corpora_are_of_a_size_and_cover_the_patterns(of_tasks: bool, least: int, patterns: set[str]) -> None:
    racy, safe = (
        [read(path) for path in paths(folder) if is_of_tasks(path) == of_tasks] for folder in ("racy", "safe")
    )
    assert len(racy) >= least
    assert len(safe) >= least
    assert {each.pattern for each in racy} == patterns
    assert {each.pattern for each in safe} <= patterns
