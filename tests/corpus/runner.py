"""Runs programs of the corpus on this Python and says what came of each, a line of JSON a run.

    python -m tests.corpus.runner --seeds 0:3 racy/lost_update_attribute.py ...

It is the judge's own exploration, with the machine in the same process: only the wall between them is left out. What it
imports is the standard library and the kit, so that any Python can run it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader import wire
from grader.describe import Limits
from grader.facts import CheckFailed, Inconclusive
from grader.guest.sim.explorer import Explorer
from grader.guest.sim.world import World
from grader.judge.explained import Explained
from grader.judge.exploration import Exploration, Line
from tests.corpus import models
from tests.corpus.driver import FOLDER, Driver, read

LIMITS = Limits()


class InProcess(Line):
    """Asks a machine in this process, and notes how far the search had come when the failure was found."""

    schedule = ""
    kept = ""

    def __init__(self, path: Path, *, one_by_one: bool) -> None:
        self._path = path
        self._explorers: list[Explorer] = []
        self._one_by_one = one_by_one
        self._began = time.perf_counter()
        self.ran = self.points = 0
        self.found_at: int | None = None
        self.found_after = 0.0
        self.told: dict[str, Any] = {}

    def keep(self, schedule: str) -> None:
        """Nothing is kept from run to run."""

    def request(self, op: str, **fields: Any) -> Any:
        """Answer as the guest would."""
        if op == "explore":
            if self._explorers and self.found_at is None:
                self.found_at, self.found_after = self.ran, time.perf_counter() - self._began
            world = World([str(self._path)], [])
            self._explorers.append(Explorer(world, json.loads(json.dumps(fields["program"])), wire.encode_error))
            return len(self._explorers) - 1
        explorer = self._explorers[fields["exploration"]]
        if op == "more":
            first = len(self._explorers) == 1
            answer = explorer.more(1 if first and self._one_by_one else fields["runs"])
            if first:
                self.ran = answer["ran"]
        else:
            assert op == "tell"
            answer = self.told = explorer.tell(fields["schedule"])
        return json.loads(json.dumps(answer))

    def fresh(self) -> None:
        """There is nothing to begin anew."""

    def note(self, text: str) -> None:
        """Nobody reads it."""

    def passed(self, searched: object) -> None:
        """Nobody reads it."""


def explored(driver: Driver, seed: int, limits: Limits = LIMITS, *, one_by_one: bool = True) -> dict[str, Any]:
    """Explore one program and return what came of it."""
    line = InProcess(driver.path, one_by_one=one_by_one)
    exploration = Exploration(line, driver.program(seed), limits)
    began, cpu = time.perf_counter(), time.process_time()
    said, verdict = "", "passed"
    told: set[int] = set()
    try:
        if driver.model:
            exploration.must_match(getattr(models, driver.model))
        else:
            exploration.must_all(driver.complaint)
    except CheckFailed as error:
        said, verdict = str(error), "failed"
        told = {step.line for step in error.story.steps} if isinstance(error, Explained) else set()
    except Inconclusive as error:
        said, verdict = str(error), "inconclusive"
    return {
        "name": f"{driver.path.parent.name}/{driver.path.name}",
        "seed": seed,
        "verdict": verdict,
        "said": said,
        "ran": line.ran,
        "found_at": line.found_at,
        "milliseconds": line.found_after * 1000,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "exhausted": exploration.exhausted,
        "schedule": line.told.get("schedule", ""),
        "preemptions": line.told.get("preemptions"),
        "lines": sorted(told),
    }


def main(arguments: list[str]) -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="0:1", help="first:last, the last one left out")
    parser.add_argument("--schedules", type=int, default=LIMITS.schedules, help="how many to try")
    parser.add_argument("programs", nargs="+")
    options = parser.parse_args(arguments)
    first, last = map(int, options.seeds.split(":"))
    for name in options.programs:
        driver = read(FOLDER / name)
        for seed in range(first, last):
            told = explored(driver, seed, replace(LIMITS, schedules=options.schedules))
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
