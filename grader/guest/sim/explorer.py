"""The guest's end of an exploration: runs schedules and tells the judge each outcome that is new.

It decides nothing. The judge says which program, which seed and how far; it gets outcomes, each with the schedule that
led to it; and it asks for the story of one schedule when it has found a failure.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final

from grader import wire
from grader.explore.schedule import Schedule, Switch
from grader.explore.search import Limits, Search
from grader.explore.strategy import Replay, Strategy
from grader.guest.sim.hooks import TRACER, telling
from grader.guest.sim.library import begin_run
from grader.guest.sim.program import Finished, Program
from grader.guest.sim.recorder import Told, probe_place
from grader.guest.sim.story import Story
from grader.guest.sim.workers import Workers
from grader.guest.sim.world import World

_MAX_NEW: Final = 50
_MAX_LOST: Final = 50


class Explorer:
    """Explores one program."""

    def __init__(self, world: World, description: dict[str, Any], told: Told) -> None:
        self._world = world
        self._program = Program(world, description, told)
        self._workers = Workers(TRACER)
        first = tuple(map(Schedule.parse, description["first"]))
        self._search = Search(int(description["seed"]), Limits(*description["limits"]), first)
        self._known: set[str] = set()

    def more(self, runs: int) -> wire.Frame:
        """Run up to that many schedules, fewer when there is much to tell; tells new outcomes and how far it is."""
        found: list[wire.Frame] = []
        ended = False
        with _Silence(), _on_one_processor():
            for _ in range(runs):
                strategy = self._search.next()
                if strategy is None:
                    ended = True
                    break
                finished = self._run(strategy)
                self._search.learn(finished.run)
                if self._is_new(finished.outcome):
                    found.append(told(finished))
                if len(found) >= _MAX_NEW:
                    break
        return {"outcomes": found, "ran": self._search.ran, "exhausted": self._search.exhausted, "ended": ended}

    def tell(self, schedule: str) -> wire.Frame:
        """Run one schedule and tell its outcome with all that happened, step by step."""
        story = Story(self._world)
        with telling():
            finished = self._program.run(Replay(Schedule.parse(schedule)), self._workers, story.watch)
        return told(finished) | {"story": story.events(), "races": story.races(finished.run)}

    def inside(self, probe: str) -> str:
        """Return a schedule that lets others try while somebody is inside the probe; the default one if nobody can."""
        with _Silence(), _on_one_processor():
            decisions = self._run(Replay(Schedule())).run.decisions
        entered: set[int] = set()
        for decision in decisions:
            if decision.op.place != probe_place(probe):
                continue
            if decision.task in entered and not decision.forced:
                other = next((task for task in decision.enabled if task != decision.task), decision.task)
                return str(Schedule((Switch(decision.task, decision.at, other),)))
            entered.add(decision.task)
        return str(Schedule())

    def _run(self, strategy: Strategy) -> Finished:
        if self._workers.lost > _MAX_LOST:
            raise RuntimeError("too many threads of the submission can't be ended")
        return self._program.run(strategy, self._workers)

    def _is_new(self, outcome: wire.Frame) -> bool:
        key = json.dumps(outcome, sort_keys=True)
        if key in self._known:
            return False
        self._known.add(key)
        return True


def told(finished: Finished) -> wire.Frame:
    """Return what the judge is told of a run."""
    run = finished.run
    return finished.outcome | {"schedule": str(run.schedule), "preemptions": run.preemptions}


class _Silence:
    """Drops what the program prints: a thousand runs would print it a thousand times."""

    def __enter__(self) -> None:
        self._before = sys.stdout, sys.stderr
        self._nothing = open(os.devnull, "w", encoding="utf-8")
        sys.stdout = sys.stderr = self._nothing

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._before
        self._nothing.close()


@contextlib.contextmanager
def _on_one_processor() -> Iterator[None]:
    """Keep this thread, and those that it starts, to one processor, where that can be said.

    Tasks hand a baton to one another, and only one has it: on one processor that costs a quarter less.
    """
    if sys.platform != "linux":
        yield
        return
    usual = os.sched_getaffinity(0)
    with contextlib.suppress(OSError):
        os.sched_setaffinity(0, [sorted(usual)[os.getpid() % len(usual)]])
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, usual)


def prepare() -> None:
    """Do once what the first run of any program would do: load the simulated modules, and asyncio if it is in use."""
    begin_run()
    if "asyncio" in sys.modules:
        __import__("grader.guest.sim.coroutines")


def world_of(roots: Iterable[str], ours: Iterable[str]) -> World:
    """Return the world of all files in these folders; those whose paths begin with one of `ours` are no student's."""
    mine = tuple(ours)
    files = [os.path.join(root, name) for root in roots for name in sorted(os.listdir(root)) if name.endswith(".py")]
    return World(
        [file for file in files if not file.startswith(mine) and not os.path.basename(file).startswith("test_")],
        [file for file in files if file.startswith(mine)],
    )
