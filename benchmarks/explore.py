"""Does the simulated machine find every race of the corpus, and raise no alarm on what is right?

Each racy and each safe program of tests/corpus is explored with many seeds on each Python that the machine has. Said
are how many were found and how many false alarms there were, schedules and time to the first failure, schedules a
second, whether a right bounded buffer is exhausted, how many preemptions the shrunk schedules have, and what a stress
test finds in the same programs.

    python -m benchmarks.explore --seeds 100 [--safe-seeds 10] [--versions 3.11 3.12 3.13] [--dry]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.common import ROOT, record, table
from tests.corpus.driver import paths
from tests.corpus.test_corpus import VERSIONS, python

BOUNDED = "safe/buffer_bounded.py"


def told(interpreter: str, folder: str, seeds: int, names: Sequence[str] = (), schedules: int = 2000) -> list[Any]:
    """Run programs of a folder with an interpreter, and return what came of each run."""
    programs = list(names) or [f"{folder}/{path.name}" for path in paths(folder)]
    options = ["-m", "tests.corpus.runner", "--seeds", f"0:{seeds}", "--schedules", str(schedules), *programs]
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0"}
    command = [interpreter, *options]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    """Measure and record."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--safe-seeds", type=int, default=0, help="as many as --seeds when 0")
    parser.add_argument("--safe-schedules", type=int, default=2000)
    parser.add_argument("--versions", nargs="*", default=VERSIONS)
    parser.add_argument("--dry", action="store_true")
    options = parser.parse_args()
    rows, misses = [], []
    for version in options.versions:
        interpreter = python(version)
        if interpreter is None:
            print(f"no Python {version} here", file=sys.stderr)
            continue
        racy = told(interpreter, "racy", options.seeds)
        safe = told(interpreter, "safe", options.safe_seeds or options.seeds, schedules=options.safe_schedules)
        bounded = told(interpreter, "safe", 3, [BOUNDED])
        found = [each for each in racy if each["verdict"] == "failed"]
        alarms = [each for each in safe if each["verdict"] != "passed"]
        for each in [*(each for each in racy if each["verdict"] != "failed"), *alarms]:
            where = f"Python {version}, {each['name']}, seed {each['seed']}"
            misses.append(f"- {where}: {each['verdict']}: {each['said'][:120]}")
        at = [each["found_at"] for each in found]
        speed = [each["ran"] / each["cpu"] for each in safe if each["ran"] >= 50]
        rows.append(
            [
                version,
                f"{len(found)} of {len(racy)}",
                f"{len(alarms)} of {len(safe)}",
                f"{statistics.median(at):g} ({max(at)})",
                f"{statistics.median(each['milliseconds'] for each in found):.1f}",
                f"{statistics.median(speed):.0f}",
                f"{bounded[0]['ran']} in {min(each['cpu'] for each in bounded):.2f} s"
                + ("" if bounded[0]["exhausted"] == 2 else " (not exhausted)"),
                f"{max(each['preemptions'] for each in found)}",
            ]
        )
    head = [
        "Python", "racy found", "false alarms", "schedules to the first failure, median (most)", "ms to it, median",
        "schedules a CPU second, median", "right bounded buffer, two preemptions",
        "most preemptions of a shrunk schedule",
    ]  # fmt: skip
    text = (
        f"{len(paths('racy'))} racy programs with {options.seeds} seeds each, {len(paths('safe'))} safe ones with "
        f"{options.safe_seeds or options.seeds} seeds of at most {options.safe_schedules} schedules each.\n\n"
        + table(head, rows)
        + ("\n\n" + "\n".join(misses[:30]) if misses else "")
    )
    record("explore", text, dry=options.dry)


if __name__ == "__main__":
    main()
