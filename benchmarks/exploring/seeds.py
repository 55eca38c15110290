"""Explores programs of the corpus with many seeds on this Python, and says what came of each, a line of JSON a program.

    python -m benchmarks.exploring.seeds --seeds 100 racy/lost_update_attribute.py ...

Each seed has the walks of its own, run for itself. The bounded search that follows knows of them by nothing but the
places that they found (see `Search.places`), and how many operations they took off the budget. So where the walks of
several seeds found the same places, the search is gone on with for one of them, the one that may go on for longest,
and what it finds is what each of them would find: schedule for schedule, as far as each one's budget goes. A failure is
a failure whichever seed comes to it, so each different outcome is judged once.

What it imports is the standard library and the kit, so that any Python can run it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import time
from dataclasses import replace
from typing import Any, NamedTuple

from grader import wire
from grader.describe import Limits
from grader.explore import search
from grader.explore.schedule import Run
from grader.explore.strategy import Strategy
from grader.guest.sim import explorer
from grader.guest.sim.hooks import TRACER
from grader.guest.sim.program import Program
from grader.guest.sim.workers import Workers
from grader.guest.sim.world import World
from grader.judge.history import is_linearizable
from grader.judge.outcome import Outcome, decode_outcome
from grader.judge.questions import Question, mismatch
from tests.corpus import models
from tests.corpus.driver import FOLDER, Driver, read
from tests.corpus.runner import LIMITS, explored


def question(driver: Driver) -> Question:
    """Return what is asked of each outcome."""
    if not driver.model:
        return Question(driver.complaint)
    make = getattr(models, driver.model)
    return Question(lambda outcome: "" if is_linearizable(outcome, make) else mismatch(outcome), may_wait=True)


class Judged(NamedTuple):
    """One run: what it did, what came of it, and what is wrong with that, or ""."""

    run: Run
    outcome: Outcome
    wrong: str


class Runs:
    """Runs a program by any strategy, and judges each different outcome once."""

    def __init__(self, driver: Driver, limits: Limits = LIMITS) -> None:
        self._described = driver.program(0)
        self.limits = search.Limits(*limits.told())
        told = json.loads(json.dumps(self._described.told(limits)))
        self._program = Program(World([str(driver.path)], []), told, wire.encode_error)
        self._workers = Workers(TRACER)
        self._question = question(driver)
        self._known: dict[str, tuple[Outcome, str]] = {}

    def judged(self, strategy: Strategy) -> Judged:
        """Run once and judge the outcome."""
        finished = self._program.run(strategy, self._workers)
        key = json.dumps(finished.outcome, sort_keys=True)
        if key not in self._known:
            outcome = decode_outcome(
                json.loads(json.dumps(explorer.told(finished))), self._described.threads, self._described.then
            )
            self._known[key] = outcome, self._question.wrong(outcome)
        return Judged(finished.run, *self._known[key])


class Seed:
    """One seed: how far its search came, and at which schedule it found a failure."""

    def __init__(self, number: int, limits: search.Limits) -> None:
        self.search = search.Search(number, limits)
        self.found_at = 0
        self.said = ""
        self.seconds = 0.0

    def go_on(self, runs: Runs, *, walking: bool) -> None:
        """Search on until something fails, or the walks or the whole search are at their end."""
        began = time.process_time()
        while not (walking and self.search.has_walked) and (strategy := self.search.next()) is not None:
            done = runs.judged(strategy)
            self.search.learn(done.run)
            self.said = done.wrong
            if self.said:
                self.found_at = self.search.ran
                break
        self.seconds += time.process_time() - began


def told(driver: Driver, count: int, limits: Limits = LIMITS) -> dict[str, Any]:
    """Return what came of the seeds 0 to `count` - 1."""
    began = time.process_time()
    runs = Runs(driver, limits)
    found: list[Seed] = []
    groups: dict[frozenset[str], list[Seed]] = {}
    for number in range(count):
        seed = Seed(number, runs.limits)
        seed.go_on(runs, walking=True)
        if seed.found_at:
            found.append(seed)
        else:
            groups.setdefault(seed.search.places, []).append(seed)
    by_walks = len(found)
    exhausted = []
    for group in groups.values():
        group.sort(key=lambda seed: (seed.search.points, seed.search.ran))
        first, *others = group
        ran, points, seconds = first.search.ran, first.search.points, first.seconds
        first.go_on(runs, walking=False)
        exhausted.append(first.search.exhausted if not first.found_at else -1)
        if first.found_at:
            ran, points = first.search.ran - ran, first.search.points - points
            seconds = first.seconds - seconds
            found.append(first)
            for seed in others:
                if seed.search.ran + ran <= limits.schedules and seed.search.points + points < limits.points:
                    seed.found_at, seed.said = seed.search.ran + ran, first.said
                    seed.seconds += seconds
                    found.append(seed)
    return {
        "name": f"{driver.path.parent.name}/{driver.path.name}",
        "seeds": count,
        "found": len(found),
        "by_walks": by_walks,
        "groups": len(groups),
        "exhausted": min(exhausted, default=None),
        "schedules": [seed.found_at for seed in found],
        "milliseconds": [round(seed.seconds * 1000, 2) for seed in found],
        "said": found[0].said if found else "",
        "cpu": time.process_time() - began,
    }


def main(arguments: list[str]) -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--schedules", type=int, default=LIMITS.schedules)
    parser.add_argument("programs", nargs="+")
    options = parser.parse_args(arguments)
    limits = replace(LIMITS, schedules=options.schedules)
    for name in options.programs:
        driver = read(FOLDER / name)
        with contextlib.redirect_stdout(io.StringIO()):  # what a program prints would be taken for what we say
            found = told(driver, options.seeds, limits)
            if found["found"]:  # the rest of what a check does about it
                found["whole"] = explored(driver, 0, limits)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
