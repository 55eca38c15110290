"""Generated programs with real code on the machine: the pruned search finds all that the unpruned one finds."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Final

import pytest

from grader import wire
from grader.explore.bound import ContextBound
from grader.explore.strategy import Replay
from grader.guest.sim.program import Program
from tests.grader.sim.both import WORKERS, description, world

GROUPS: Final = 5
EACH: Final = 12
_MOST: Final = 600

HEAD: Final = """
import queue, threading, time
from concurrent.futures import ThreadPoolExecutor

x, y = 1, 0
items, table = [], {}
lock, other = threading.Lock(), threading.RLock()
condition, event = threading.Condition(lock), threading.Event()
few, letters, plain = threading.Semaphore(1), queue.Queue(maxsize=1), queue.SimpleQueue()
seen = []
"""
STEPS: Final = [
    "x += 1", "y = x", "x = y + 2", "seen.append(x)", "items.append(x)", "x = len(items)", "if items: items.pop()",
    "if not items: x += 5", "for each in items: x += each", "table['a'] = table.get('a', 0) + 1",
    "x, y = y, x", "if x > y: y += 3", "if 'a' in table: x += 7",
    "with lock: x += 1", "with lock:\n        y = x\n        x = 7", "with other:\n        with other: x += 1",
    "seen.append(lock.locked())", "if lock.acquire(blocking=False):\n        x += 1\n        lock.release()",
    "event.set()", "seen.append(event.is_set())", "event.clear()", "seen.append(event.wait(1))",
    "with condition: condition.notify()", "with condition: seen.append(condition.wait(1))",
    "with few: x += 1", "seen.append(few.acquire(blocking=False))", "few.release()",
    "plain.put(x)", "seen.append(plain.empty())", "if not plain.empty(): seen.append(plain.get_nowait())",
    "if not letters.full(): letters.put_nowait(x)", "seen.append(letters.qsize())",
    "time.sleep(1)\n    x += 1", "seen.append(time.monotonic())", "time.sleep(0.5)",
    "seen.append(lock.acquire(timeout=2))",
]  # fmt: skip


def source(seed: int) -> str:
    """Return a module with two functions of a few steps each, and one that says what came of them."""
    choose = random.Random(seed)
    text = HEAD
    for number in range(2):
        steps = [choose.choice(STEPS) for _ in range(choose.choice([1, 2, 2, 3]))]
        text += f"def t{number}():\n    global x, y\n    " + "\n    ".join(steps) + "\n"
    return text + "def state():\n    return x, y, list(items), dict(table), list(seen), event.is_set()\n"


def outcomes(program: Program, *, pruned: bool, by_delays: bool = False) -> tuple[set[str], int] | None:
    search = ContextBound(2, pruned=pruned, by_delays=by_delays)
    found: set[str] = set()
    ran = 0
    while (plan := search.next()) is not None:
        if ran == _MOST:
            return None
        finished = program.run(Replay(plan.schedule), WORKERS)
        search.learn(plan, finished.run)
        told = finished.outcome
        result = [[each.get(key) for key in ("value", "error", "blocked")] for each in told["history"]]
        found.add(json.dumps([result, told["ending"], told["stuck"], told["held"]]))
        ran += 1
    return found, ran


@pytest.mark.parametrize("group", range(GROUPS))
def test_pruning_loses_no_outcome_of_real_programs(group: int, tmp_path: Path) -> None:
    compared = 0
    then = description("state")["threads"][0]
    for seed in range(group * EACH, (group + 1) * EACH):
        text = source(seed)
        program = Program(world(tmp_path, text), description("t0", "t1", then=then), wire.encode_error)
        every = outcomes(program, pruned=False)
        if every is None:
            continue
        some = outcomes(program, pruned=True, by_delays=seed % 2 == 1)
        assert some is not None, text
        assert some[0] == every[0], f"seed {seed}:\n{text}"
        compared += 1
    assert compared >= EACH // 2
