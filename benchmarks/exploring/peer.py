"""Puts one program of the corpus to one tool on this Python, and says what came of it, a line of JSON a seed.

    python -m benchmarks.exploring.peer frontrun racy/lost_update_attribute.py

Every tool gets the same program, made afresh for each run, the same threads and the same condition. What the tools
don't say themselves (that nothing waits for ever, raises or is left over) is no part of the condition: a deadlock
counts as found when the tool says so. Both peers run with their defaults, but for what only takes time after a failure,
and with the program's own file as the only one of interest, where that can be said.

What it imports is the standard library, the kit and the tool.
"""

from __future__ import annotations

import argparse
import concurrent.futures.thread  # noqa: F401 - loaded before a tool patches anything, as in a program that uses it
import contextlib
import importlib
import io
import json
import os
import sys
import threading
import time
import types
from collections.abc import Callable
from typing import Any, Final

from grader.describe import Do, New
from tests.corpus.driver import FOLDER, Driver, read

SCHEDULES: Final = 2000
_SLICE: Final = 100
_HANGS_AFTER: Final = 10.0
Told = dict[str, Any]


class Thread:
    """What one thread does; its results are its own, so that the harness adds no conflict to the program."""

    def __init__(self, calls: list[Callable[[], object]]) -> None:
        self.calls = calls
        self.results: list[object] = []

    def run(self) -> None:
        for call in self.calls:
            try:
                result = call()
            except Exception as error:
                result = f"{type(error).__name__}!"
            self.results.append(result)


class State:
    """The program made afresh."""

    def __init__(self, driver: Driver, code: types.CodeType) -> None:
        self._driver = driver
        self._module = types.ModuleType(driver.path.stem)
        self._made: dict[int, object] = {}
        exec(code, vars(self._module))
        for new in driver.objects.values():
            self._object(new)
        self.threads = [Thread([self._call(op) for op in thread]) for thread in driver.threads]

    def holds(self) -> bool:
        """Tell whether what must be true is; asked when all threads have ended."""
        then = Thread([self._call(op) for op in self._driver.then])
        then.run()
        threads = [thread.results for thread in self.threads]
        if not self._driver.holds:
            raised = [each for each in (*threads, then.results) if any(str(result).endswith("!") for result in each)]
            return not raised
        try:
            return bool(eval(self._driver.holds, {"threads": threads, "then": then.results}))
        except (TypeError, AttributeError):
            return False

    def _object(self, new: New) -> object:
        if id(new) not in self._made:
            make = self._find(f"{self._driver.path.stem}.{new.target.rpartition('.')[2]}")
            self._made[id(new)] = make(
                *map(self._value, new.args), **{k: self._value(v) for k, v in new.kwargs.items()}
            )
        return self._made[id(new)]

    def _value(self, value: object) -> object:
        return self._object(value) if isinstance(value, New) else value

    def _find(self, name: str) -> Any:  # noqa: ANN401 - whatever the program has
        found: Any = self._module
        for part in name.split(".")[1:]:
            found = getattr(found, part)
        return found

    def _call(self, op: Do) -> Callable[[], object]:
        owner = self._object(op.on) if op.on is not None else None
        name, args, kwargs = op.name, [self._value(arg) for arg in op.args], dict(op.kwargs)
        if op.read:
            return lambda: getattr(owner, name) if owner is not None else self._find(name)
        return lambda: (getattr(owner, name) if owner is not None else self._find(name))(*args, **kwargs)


def _maker(driver: Driver) -> Callable[[], State]:
    code = compile(driver.path.read_text(encoding="utf-8"), str(driver.path), "exec")
    return lambda: State(driver, code)


class _BrokenError(Exception):
    """What must hold does not."""


# The tools


def racecourse(driver: Driver, seed: int, seconds: float) -> Told:
    """Explore as a check does."""
    from tests.corpus.runner import explored

    del seconds
    told = explored(driver, seed)
    found = told["verdict"] == "failed"
    said = {"failed": "found", "passed": "none"}.get(told["verdict"], "no verdict")
    milliseconds = told["milliseconds"] if found else told["seconds"] * 1000
    return _told(said, told["found_at"] or told["ran"], milliseconds, told["said"]) | {
        "cpu": told["cpu"],
        "exhausted": told["exhausted"] == 2,
    }


def frontrun(driver: Driver, seed: int, seconds: float) -> Told:
    """Explore by its default strategy, which doesn't depend on a seed."""
    del seed
    return _frontrun(driver, strategy="dpor", max_executions=SCHEDULES, total_timeout=seconds)


def frontrun_random(driver: Driver, seed: int, seconds: float) -> Told:
    """Explore by its random strategy."""
    return _frontrun(driver, strategy="random", max_attempts=SCHEDULES, seed=seed, total_timeout=seconds)


def _frontrun(driver: Driver, **options: Any) -> Told:  # noqa: ANN401 - as the tool has them
    tool = importlib.import_module("frontrun")
    workers = [lambda state, number=number: state.threads[number].run() for number in range(len(driver.threads))]
    began = time.perf_counter()
    done = tool.explore(setup=_maker(driver), workers=workers, invariant=State.holds, reproduce_on_failure=0, **options)
    taken = (time.perf_counter() - began) * 1000
    said = {True: "none", False: "found"}.get(done.property_holds, "no verdict")
    return _told(said, done.num_explored, taken, done.inconclusive_reason or done.explanation or "")


def interleave(driver: Driver, seed: int, seconds: float) -> Told:
    """Explore by its default strategy, random walks, in slices so that it can be ended in time."""
    tool = importlib.import_module("interleave_test")
    make = _maker(driver)

    def model() -> None:
        state = make()
        tasks = [tool.spawn(thread.run) for thread in state.threads]
        for task in tasks:
            task.join()
        if not state.holds():
            raise _BrokenError(f"{[thread.results for thread in state.threads]}")

    ran, began = 0, time.perf_counter()
    while ran < SCHEDULES and time.perf_counter() - began < seconds:
        done = tool.explore(
            model,
            iterations=_SLICE,
            seed=seed * 1000 + ran,
            include=[str(driver.path)],
            raise_on_failure=False,
            timeout=_HANGS_AFTER,
        )
        ran += done.schedules_run
        if done.failure is not None:
            taken = (time.perf_counter() - began) * 1000
            failure = done.failure
            ours = failure.kind == "deadlock" or isinstance(failure.exception, _BrokenError)
            said = "found" if ours else "no verdict"
            return _told(said, ran, taken, f"{failure.kind}: {failure.exception or ''}")
    return _told("none", ran, (time.perf_counter() - began) * 1000, "")


def stress(driver: Driver, seed: int, seconds: float) -> Told:
    """Run the program over and over with real threads, for so many seconds of CPU time."""
    del seed
    sys.setswitchinterval(1e-6)
    make, ran, began = _maker(driver), 0, time.perf_counter()
    while time.process_time() < seconds:
        state = make()
        gate = threading.Barrier(len(state.threads))
        threads = [threading.Thread(target=_after, args=(gate, thread), daemon=True) for thread in state.threads]
        for each in threads:
            each.start()
        until = time.monotonic() + _HANGS_AFTER
        for each in threads:
            each.join(max(0.0, until - time.monotonic()))
        ran += 1
        hangs = any(each.is_alive() for each in threads)
        if hangs or not state.holds():
            taken = (time.perf_counter() - began - hangs * _HANGS_AFTER) * 1000
            return _told("found", ran, taken, "it hangs" if hangs else "it does not hold")
    return _told("none", ran, (time.perf_counter() - began) * 1000, "")


def _after(gate: threading.Barrier, thread: Thread) -> None:
    gate.wait()
    thread.run()


def _told(verdict: str, schedules: int, milliseconds: float, said: str) -> Told:
    return {"verdict": verdict, "schedules": schedules, "milliseconds": milliseconds, "said": str(said)[:300]}


TOOLS: Final = {
    "racecourse": racecourse,
    "frontrun": frontrun,
    "frontrun-random": frontrun_random,
    "interleave-test": interleave,
    "stress": stress,
}


def main(arguments: list[str]) -> None:
    """Run what the command line says; a tool that ends in an error has given no verdict."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", choices=TOOLS)
    parser.add_argument("program")
    parser.add_argument("--seeds", type=int, default=1, help="run so many times, with another seed each time")
    parser.add_argument("--seconds", type=float, default=30.0, help="for each of them")
    options = parser.parse_args(arguments)
    driver = read(FOLDER / options.program)
    for seed in range(options.seeds):
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                told = TOOLS[options.tool](driver, seed, options.seconds)
        except Exception as error:
            told = _told("no verdict", 0, 0.0, f"{type(error).__name__}: {error}")
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        if told["verdict"] == "no verdict":  # it would be none again, and takes the longest
            break
    os._exit(0)  # threads that a tool could not end would keep us


if __name__ == "__main__":
    main(sys.argv[1:])
