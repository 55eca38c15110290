"""Runs a little program against the real modules and against the simulated ones: what it notes must be the same."""

from __future__ import annotations

import json
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader import wire
from grader.describe import Do, Limits
from grader.explore.schedule import Schedule
from grader.explore.strategy import RandomWalk, Replay, Strategy
from grader.guest.sim.hooks import TRACER
from grader.guest.sim.program import Finished, Program
from grader.guest.sim.workers import Workers
from grader.guest.sim.world import World
from grader.judge.program import Program as Description

WORKERS = Workers(TRACER)


def description(*calls: str, **more: Any) -> dict[str, Any]:
    """Return a program of one thread for each of these functions of the module `student`."""
    threads = [[Do(f"student.{name}", is_function=True)] for name in calls]
    base: dict[str, Any] = json.loads(json.dumps(Description(threads, [], seed=1).told(Limits())))
    return base | more


def world(folder: Path, source: str, **helpers: str) -> World:
    """Write a submission with the module `student` and return its world."""
    for name, text in {"student": source, **helpers}.items():
        (folder / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
    return World([str(path) for path in sorted(folder.glob("*.py"))], [])


def run(
    folder: Path, source: str, *calls: str, strategy: Strategy | None = None, helpers: dict[str, str] | None = None,
    **more: Any,
) -> Finished:  # fmt: skip
    """Run a submission once on the machine."""
    made = world(folder, source, **(helpers or {}))
    program = Program(made, description(*(calls or ("run",)), **more), wire.encode_error)
    return program.run(strategy or Replay(Schedule()), WORKERS)


def value_of(finished: Finished) -> Any:
    """Return what the only operation gave."""
    (result,) = finished.outcome["history"]
    assert "value" in result, result
    return wire.decode(result["value"])


def simulated(folder: Path, source: str, strategy: Strategy | None = None) -> Any:
    """Return what `run()` gives on the machine."""
    finished = run(folder, source, strategy=strategy)
    assert finished.outcome["ending"] == "done", finished.outcome
    return value_of(finished)


def real(source: str) -> Any:
    """Return what `run()` gives in this interpreter."""
    module: dict[str, Any] = {"__name__": "student"}
    exec(compile(textwrap.dedent(source), "student.py", "exec"), module)
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(module["run"]()), name="thread 1")
    thread.start()
    thread.join(30)
    assert found, "the real one did not come to an end"
    return found[0]


def same(folder: Path, source: str, walks: int = 3) -> Any:
    """Run it for real, on the machine by default and in a few random orders; return what all of them gave."""
    expected = real(source)
    told = [simulated(folder, source)] + [simulated(folder, source, RandomWalk(seed)) for seed in range(walks)]
    assert told == [expected] * len(told)
    return expected


def error(do: Callable[[], object]) -> str:
    """Return the name and message of what is raised; for programs, which find it as a helper of theirs."""
    try:
        do()
    except Exception as caught:
        return f"{type(caught).__name__}: {caught}"
    return "nothing"


__all__ = ["description", "error", "real", "run", "same", "simulated", "value_of", "world"]
