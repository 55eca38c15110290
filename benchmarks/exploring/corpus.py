"""Is every racy program of the corpus found with every seed, and no safe one, on each Python that the machine has?"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from typing import Any, Final

from benchmarks.common import ROOT, environment, table
from benchmarks.exploring.kept import Clock, Kept
from tests.corpus.driver import is_of_tasks, paths
from tests.corpus.test_corpus import python

FOLDERS: Final = ("racy", "safe")
COUNTER: Final = "safe/counter_with.py"
BOUNDED: Final = "safe/buffer_bounded.py"
_REPEATS: Final = 5
_SHOWN: Final = 30
_SPEED_AIM: Final = 1000
_BOUNDED_AIM: Final = 0.5


def names() -> list[str]:
    """Return the programs of the corpus, a racy one and a safe one in turn."""
    every = [f"{path.parent.name}/{path.name}" for folder in FOLDERS for path in paths(folder)]
    return sorted(every, key=lambda name: every.index(name) - name.startswith("safe") * len(paths("racy")))


def lines_of(interpreter: str, module: str, *arguments: str, clock: Clock) -> Iterator[dict[str, Any]]:
    """Run a module with an interpreter and yield what it says, a line of JSON at a time, until the time is up."""
    process = subprocess.Popen(
        [interpreter, "-m", module, *arguments],
        cwd=ROOT,
        env=environment({"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "PATH": os.environ.get("PATH", "")}),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            yield json.loads(line)
            if clock.is_up():
                return
        if process.wait():
            raise SystemExit(f"{module} ended with code {process.returncode} on {interpreter}")
    finally:
        process.kill()
        process.wait()


def work(kept: Kept, clock: Clock, versions: Sequence[str], seeds: int) -> bool:
    """Explore what is not known yet; tell whether all is known."""
    for version in versions:
        interpreter = python(version)
        if interpreter is None:
            continue
        due = [name for name in names() if kept.get("corpus", _key(version, name, seeds)) is None]
        if due and clock.is_up():
            return False
        done = len(names()) - len(due)
        if due:
            for told in lines_of(interpreter, "benchmarks.exploring.seeds", "--seeds", str(seeds), *due, clock=clock):
                kept.put("corpus", _key(version, told["name"], seeds), told)
                done += 1
                print(f"corpus, Python {version}, {done}/{len(names())}: {told['name']}", flush=True)
        if done < len(names()):
            return False
        for name in (COUNTER, BOUNDED):
            if kept.get("speed", f"{version} {name}") is None:
                found = lines_of(interpreter, "tests.corpus.runner", "--seeds", f"0:{_REPEATS}", name, clock=Clock(1e6))
                kept.put("speed", f"{version} {name}", list(found))
    return True


def _key(version: str, name: str, seeds: int) -> str:
    return f"{version} {name} {seeds}"


def text(kept: Kept, versions: Sequence[str], seeds: int) -> str:
    """Say what is known."""
    rows, odd, missing = [], [], []
    for version in versions:
        if python(version) is None:
            missing.append(version)
            continue
        told = [each for name in names() if (each := kept.get("corpus", _key(version, name, seeds))) is not None]
        odd += [f"Python {version}, {each['name']}: {line}" for each in told if (line := _odd(each))]
        rows += [row for kind in ("threads", "tasks") if (row := _row(kept, version, kind, told))]
    head = (
        "Python", "programs of", "failures found", "racy programs found with every seed", "false alarms",
        "safe programs exhausted at two preemptions", "schedules to the first failure: median (most)",
        "CPU ms to it: median (most)", "schedules a CPU second on the right counter",
        "right bounded buffer at two preemptions",
    )  # fmt: skip
    said = (
        f"{len(paths('racy'))} racy programs and {len(paths('safe'))} safe ones, of threads and of tasks of asyncio, "
        f"with {seeds} seeds each, at most 2,000 schedules a seed. Each seed ran its own default schedule and its own "
        "random walks, 100 at most. Where "
        "these found nothing, the bounded search followed: once for all seeds whose walks found the same places worth "
        "a preemption, since it depends on nothing else of the walks (a test of the search asserts it). A failure of "
        "the first seed was also shrunk, replayed and told, as a check does."
    )
    if missing:
        said += f" This machine has no Python {', '.join(missing)}."
    return "\n\n".join([said, table(head, rows), *["\n".join(f"- {line}" for line in odd[:_SHOWN])][: len(odd)]])


def _row(kept: Kept, version: str, kind: str, told: Sequence[dict[str, Any]]) -> tuple[str, ...] | None:
    """Return what came of the programs of threads, or of those of tasks of asyncio."""
    wanted = {folder: [path for path in paths(folder) if is_of_tasks(path) == (kind == "tasks")] for folder in FOLDERS}
    names = {folder: {f"{folder}/{path.name}" for path in found} for folder, found in wanted.items()}
    racy, safe = ([each for each in told if each["name"] in names[folder]] for folder in FOLDERS)
    if not racy or not safe:
        return None
    at = [number for each in racy for number in each["schedules"]]
    milliseconds = [number for each in racy for number in each["milliseconds"]]
    return (
        version,
        kind,
        f"{sum(each['found'] for each in racy)} of {sum(each['seeds'] for each in racy)}",
        f"{sum(each['found'] == each['seeds'] for each in racy)} of {len(names['racy'])}",
        f"{sum(each['found'] for each in safe)} of {sum(each['seeds'] for each in safe)}",
        f"{sum(each['exhausted'] == 2 for each in safe)} of {len(names['safe'])}",
        f"{statistics.median(at):g} ({max(at)})",
        f"{statistics.median(milliseconds):.1f} ({max(milliseconds):.0f})",
        *(_speed(kept, version) if kind == "threads" else ("", "")),
    )


def _odd(told: dict[str, Any]) -> str:
    racy = told["name"].startswith("racy")
    if told["found"] != (told["seeds"] if racy else 0):
        return f"found with {told['found']} of {told['seeds']} seeds: {told['said'][:200]}"
    if racy and told["whole"]["verdict"] != "failed":
        return f"the whole check says {told['whole']['verdict']}: {told['whole']['said'][:200]}"
    return ""


def _speed(kept: Kept, version: str) -> tuple[str, str]:
    counter = kept.get("speed", f"{version} {COUNTER}")
    bounded = kept.get("speed", f"{version} {BOUNDED}")
    if counter is None or bounded is None:
        return "", ""
    speed = statistics.median(each["ran"] / each["cpu"] for each in counter)
    seconds = statistics.median(each["cpu"] for each in bounded)
    exhausted = all(each["exhausted"] == 2 for each in bounded)
    return (
        f"{speed:,.0f}{'' if speed >= _SPEED_AIM else ' (aim missed)'}",
        f"{'exhausted' if exhausted else 'not exhausted'}, {bounded[0]['ran']} schedules in {seconds:.2f} CPU s"
        f"{'' if exhausted and seconds < _BOUNDED_AIM else ' (aim missed)'}",
    )
