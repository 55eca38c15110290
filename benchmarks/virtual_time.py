"""Is virtual time exact to the nanosecond, whatever the machine does besides, and what does an hour of it cost?

    python -m benchmarks.virtual_time [--runs N] [--checks N] [--loops N] [--dry]

- An hour: programs of `timed/hour.py` that sleep an hour are checked in a fresh guest each time, as a check does it.
  Counted are the CPU of one schedule and of the whole `must_all` in the guest's own process, and that of a whole check:
  judge and guest, from the fork to the guest's end (a control group counts it).
- Exactness: plans of sleeps, time-outs (`wait_for` and `asyncio.timeout`) and queues are drawn at random, with delays
  from a nanosecond to hours, and run by `timed/mixed.py` in a random order of ready tasks, with busy loops beside. What
  each step's end should be is worked out in whole nanoseconds; the program says what it was. As a check would, each run
  is also judged by `==` on all of these times: every second run against those of a plan with one delay that is a
  nanosecond longer, which must be refused.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.common import ROOT, end_on_sigterm, load, need_group, own_cpu, python, record, run, spread, table
from grader import wire
from grader.describe import Do, Limits
from grader.explore.strategy import RandomWalk
from grader.guest.sim.explorer import told
from grader.guest.sim.hooks import TRACER
from grader.guest.sim.program import Program as Simulated
from grader.guest.sim.workers import Workers
from grader.guest.sim.world import World
from grader.judge.exploration import Exploration
from grader.judge.host import Place, preload_of
from grader.judge.outcome import Outcome, decode_outcome
from grader.judge.program import Program
from grader.judge.student import Student
from grader.judge.warm import WarmHost
from tests.corpus.runner import InProcess

TIMED: Final = ROOT / "benchmarks" / "timed"
HOURS: Final = {"sleep": 3600.0, "wait_for": 1.0, "three_tasks": 3602.0, "blocking": 3600.0}
AIM: Final = 0.05
_SECOND: Final = 1_000_000_000
_ODD: Final = (1, 7, 100_000_000, 300_000_000, 333_333_333, 3600 * _SECOND)
"""Delays that are no whole numbers of seconds in binary, very short or very long."""

Steps = list[tuple[str, int, int]]
Plan = list[tuple[Steps, Steps]]


# Exactness


def plan_of(draw: random.Random) -> Plan:
    """Draw pairs of a producer and a consumer: what each does, with delays and limits in nanoseconds."""
    return [_pair(draw) for _ in range(draw.randint(1, 3))]


def _pair(draw: random.Random) -> tuple[Steps, Steps]:
    items = draw.randint(0, 3)
    pair: tuple[Steps, Steps] = ([], [])
    for steps, kind in zip(pair, ("put", "get"), strict=True):
        for _ in range(items):
            steps += [_pause(draw) for _ in range(draw.randint(0, 2))]
            steps.append((kind, 0, 0))
        steps.append(_pause(draw))
    return pair


def _pause(draw: random.Random) -> tuple[str, int, int]:
    return draw.choice(("sleep", "wait_for", "timeout")), _delay(draw), _delay(draw)


def _delay(draw: random.Random) -> int:
    return draw.choice(_ODD) if draw.random() < 0.5 else draw.randint(1, 10 * _SECOND)


def ends_of(plan: Plan) -> list[list[int]]:
    """Return when each step of each task must end, in nanoseconds."""
    found: list[list[int]] = []
    for producer, consumer in plan:
        made = _ends(producer, [])
        put = [end for end, (kind, _, _) in zip(made, producer, strict=True) if kind == "put"]
        found += [made, _ends(consumer, put)]
    return found


def _ends(steps: Steps, put: Sequence[int]) -> list[int]:
    now, ends, items = 0, [], iter(put)
    for kind, delay, limit in steps:
        if kind == "sleep":
            now += delay
        elif kind in ("wait_for", "timeout"):
            now += min(delay, limit)
        elif kind == "get":
            now = max(now, next(items))
        ends.append(now)
    return ends


def longer(plan: Plan, draw: random.Random) -> Plan:
    """Return the plan with one pause that is a nanosecond longer."""
    pair = draw.randrange(len(plan))
    both = [list(steps) for steps in plan[pair]]
    steps = both[draw.randrange(2)]
    index = draw.choice([index for index, (kind, _, _) in enumerate(steps) if kind not in ("put", "get")])
    kind, delay, limit = steps[index]
    steps[index] = kind, delay + 1, limit + 1
    return [*plan[:pair], (both[0], both[1]), *plan[pair + 1 :]]


@dataclass
class Exactness:
    """What came of many runs: how many were off, by how much at most, and how many verdicts were false."""

    runs: int = 0
    steps: int = 0
    off: int = 0
    worst: int = 0
    refused: int = 0
    passed: int = 0


def exactness(runs: int, seed: int) -> Exactness:
    """Run plans and compare; also what the outcome says of the whole operation."""
    draw, found, workers = random.Random(seed), Exactness(), Workers(TRACER)
    world = World([str(TIMED / "mixed.py")], [])
    for number in range(runs):
        plan = plan_of(draw)
        ends = ends_of(plan)
        outcome = _run(world, plan, draw.randrange(1 << 30), workers)
        times: Any = outcome.threads[0][0].value
        error = _error(times, outcome.threads[0][0].took, ends)
        found.runs, found.steps = found.runs + 1, found.steps + sum(map(len, ends))
        found.off, found.worst = found.off + (error > 0), max(found.worst, error)
        is_right = number % 2 == 0
        wanted = ends if is_right else ends_of(longer(plan, draw))
        says = times == [[end / _SECOND for end in each] for each in wanted]
        found.refused += is_right and not says
        found.passed += says and not is_right
    return found


def _run(world: World, plan: Plan, seed: int, workers: Workers) -> Outcome:
    said = [[[(kind, a / _SECOND, b / _SECOND) for kind, a, b in steps] for steps in pair] for pair in plan]
    program = Program([[Do("mixed.main", (said,), is_function=True)]], [], late=False)
    described = json.loads(json.dumps(program.told(Limits())))
    finished = Simulated(world, described, wire.encode_error).run(RandomWalk(seed), workers)
    return decode_outcome(json.loads(json.dumps(told(finished))), program.threads, program.then)


def _error(times: list[list[float]], took: float, ends: list[list[int]]) -> int:
    """Return by how many nanoseconds the time is off that is off most."""
    pairs = [
        (time, end) for said, wanted in zip(times, ends, strict=True) for time, end in zip(said, wanted, strict=True)
    ]
    pairs.append((took, max(end for each in ends for end in each)))
    return max(abs(round(time * _SECOND) - end) for time, end in pairs)


# An hour


def inside(name: str, runs: int) -> tuple[list[float], list[float], int]:
    """Return the CPU of one schedule, that of a whole must_all, each several times, and how many schedules that ran."""
    program = Program([[Do(f"hour.{name}", is_function=True)]], [], late=False)
    described = json.loads(json.dumps(program.told(Limits())))
    world, workers = World([str(TIMED / "hour.py")], []), Workers(TRACER)
    one, whole, ran = [], [], 0
    for number in range(runs):
        began = time.process_time()
        Simulated(world, described, wire.encode_error).run(RandomWalk(number), workers)
        one.append(time.process_time() - began)
    for number in range(runs):
        began = time.process_time()
        line = InProcess(TIMED / "hour.py", one_by_one=False)
        exploration = Exploration(line, Program(program.threads, [], late=False, seed=number), Limits())
        exploration.must_all(lambda outcome: _wrong(outcome, name))
        whole.append(time.process_time() - began)
        ran = exploration.ran
    return one, whole, ran


def _wrong(outcome: Outcome, name: str) -> str:
    (result,) = outcome.threads[0]
    return "" if result.value == result.took == HOURS[name] else f"took {result.took} s"


def checks(name: str, count: int) -> list[float]:
    """Return the CPU of whole checks, each in a fresh fork of one warm guest. For a process alone in a group."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        handed_in = Path(shutil.copy(TIMED / "hour.py", temporary))
        host = WarmHost(Place(Path(temporary), (), preload_of([handed_in])), boxed=False)
        found = []
        try:
            for _ in range(count + 1):
                before = own_cpu()
                student = Student(host, ["hour"])
                student.load()
                runs = student.explore(threads=[[Do(f"hour.{name}", is_function=True)]], late=False)
                runs.must_all(lambda outcome: _wrong(outcome, name))
                student.close()
                found.append(own_cpu() - before)
        finally:
            host.close()
        return found[1:]  # the first one has the guest's own start


def hours(count: int) -> str:
    """Measure programs that sleep an hour."""
    rows, slow = [], []
    for name in HOURS:
        done = run(python("-m", "benchmarks.virtual_time", "--hour", name, "--checks", str(count)))
        if done.code:
            raise SystemExit(f"{name} was not measured:\n{done.said}")
        one, whole, ran, check = json.loads(done.said.splitlines()[-1])
        slow += [f"`{name}`"] * (statistics.median(check) >= AIM)
        rows.append((f"`{name}`", ran, *(spread([1000 * cpu for cpu in each]) for each in (one, whole, check))))
    head = ("program", "schedules", "CPU ms of one schedule", "CPU ms of a whole must_all", "CPU ms of a whole check")
    missed = f"missed by {' and '.join(slow)}" if slow else "reached by all"
    said = (
        f"Programs that sleep an hour, each checked {count} times; median (least to greatest). The aim of less than "
        f"{AIM * 1000:g} ms for a whole check is {missed}, by the median."
    )
    return f"{said}\n\n{table(head, rows)}"


def under_load(runs: int, loops: int) -> str:
    """Measure exactness with busy loops beside."""
    seed = random.randrange(1 << 30)
    with load(loops):
        done = run(python("-m", "benchmarks.virtual_time", "--exactness", str(seed), "--runs", str(runs)))
    if done.code:
        raise SystemExit(f"exactness was not measured:\n{done.said}")
    found = Exactness(**json.loads(done.said.splitlines()[-1]))
    rows = [
        ("runs", f"{found.runs:,}"),
        ("times compared", f"{found.steps + found.runs:,}"),
        ("runs with a time off by a nanosecond or more", f"{found.off}"),
        ("the most that one was off, in nanoseconds", f"{found.worst}"),
        ("right times refused", f"{found.refused} of {(found.runs + 1) // 2:,}"),
        ("times that are a nanosecond wrong passed", f"{found.passed} of {found.runs // 2:,}"),
    ]
    said = f"With {loops} busy loops beside (seed {seed}); {done.cpu:.0f} CPU s in {done.wall:.0f} s."
    return f"{said}\n\n{table(('', ''), rows)}"


def main() -> None:
    """Measure and write down."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.virtual_time", description="Is virtual time exact, and what does an hour cost?"
    )
    parser.add_argument("--runs", type=int, default=10_000, metavar="N", help="runs for exactness (10,000)")
    parser.add_argument("--checks", type=int, default=20, metavar="N", help="checks of each program (20)")
    parser.add_argument("--loops", type=int, default=4, metavar="N", help="busy loops beside (4)")
    parser.add_argument("--dry", action="store_true", help="print the result only")
    parser.add_argument("--hour", choices=HOURS, help=argparse.SUPPRESS)
    parser.add_argument("--exactness", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.hour:
        print(json.dumps([*inside(options.hour, options.checks), checks(options.hour, options.checks)]))
    elif options.exactness is not None:
        print(json.dumps(vars(exactness(options.runs, options.exactness))))
    else:
        end_on_sigterm()
        need_group()
        record("virtual_time", f"{hours(options.checks)}\n\n{under_load(options.runs, options.loops)}", dry=options.dry)


if __name__ == "__main__":
    main()
