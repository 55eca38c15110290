"""A machine without threads: generated programs of reads, writes, locks and conditions, run on the search as they are.

It has the kernel's rules and nothing else: before each operation a decision is made who goes on; who can't go on hands
over for nothing. A task is a generator that yields its next operation and resumes when it has its turn to do it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from grader.explore.bound import ContextBound
from grader.explore.schedule import ORDER, READ, SYNC, WRITE, Decision, Op, Run
from grader.explore.strategy import Replay, Strategy

Instruction = tuple[str, str, str]
"""What to do, with what, and with what else: see `_perform`."""
Program = tuple[tuple[Instruction, ...], ...]
Outcome = tuple[object, ...]


class Wish(NamedTuple):
    """What a task is about to do, and, where it may have to wait, for what."""

    op: Op
    condition: Callable[[], bool] | None = None


@dataclass
class _Task:
    id: int
    steps: Generator[Wish, None, None]
    wish: Wish
    count: int = 0
    notes: list[object] = field(default_factory=list)
    ended: bool = False

    def can_go_on(self) -> bool:
        return self.wish.condition is None or self.wish.condition()


class Machine:
    """Runs one program once."""

    def __init__(self, program: Program) -> None:
        self.values: dict[str, int] = {}
        self.owners: dict[str, int | None] = {}
        self.waiting: dict[str, list[int]] = {}
        self.notified: set[int] = set()
        self.decisions: list[Decision] = []
        self.ops: list[tuple[int, Op]] = []
        self.wished: list[tuple[int, Op]] = []
        self.tasks: list[_Task] = []
        for number, code in enumerate(program):
            start = Wish(Op(ORDER, f"task {number}"))
            task = _Task(number, (_ for _ in ()), start)
            task.steps = self._live(task, code)
            self.tasks.append(task)

    def run(self, strategy: Strategy) -> tuple[Run, Outcome]:
        """Run it and return what happened, and the state in which everything came to rest."""
        task: _Task | None = self.tasks[0]
        while task is not None:
            self.ops.append((task.id, task.wish.op))
            try:
                task.wish = next(task.steps)
            except StopIteration:
                task.ended = True
                self.ops.append((task.id, Op(ORDER, f"task {task.id}")))
            task.count += 1
            task = self._next(task, strategy)
        stuck = tuple(task.id for task in self.tasks if not task.ended)
        notes = tuple(tuple(task.notes) for task in self.tasks)
        return Run(tuple(self.decisions), tuple(self.ops), tuple(self.wished)), (
            stuck,
            notes,
            tuple(sorted(self.values.items())),
        )

    def _next(self, task: _Task, strategy: Strategy) -> _Task | None:
        forced = task.ended or not task.can_go_on()
        if forced and not task.ended:
            self.wished.append((task.id, task.wish.op))
        others = sorted(
            (each for each in self.tasks if each is not task and not each.ended and each.can_go_on()),
            key=lambda each: (each.id < task.id, each.id),
        )
        enabled = others if forced else [task, *others]
        if len(enabled) > 1:
            numbers = tuple(each.id for each in enabled)
            chosen = strategy.pick(task.id, task.count, task.wish.op, numbers)
            decision = Decision(task.id, task.count, task.wish.op, numbers, forced, False, chosen, len(self.ops))
            self.decisions.append(decision)
            return self.tasks[chosen]
        return enabled[0] if enabled else None

    def _live(self, task: _Task, code: Iterable[Instruction]) -> Generator[Wish, None, None]:
        number = 0
        skipping = 0
        for what, name, other in code:
            if skipping:
                skipping -= 1
            elif what == "read":
                yield Wish(Op(READ, name))
                number = self.values.get(name, 0)
                task.notes.append(number)
            elif what == "write":
                yield Wish(Op(WRITE, name))
                self.values[name] = number + int(other)
            elif what == "skip":  # the next instruction, if the last value read was odd
                skipping = number % 2
            elif what == "take":
                yield from self._take(task, name)
            elif what == "give" and self.owners.get(name) == task.id:
                yield Wish(Op(SYNC, name))
                self.owners[name] = None
            elif what == "try":
                yield Wish(Op(SYNC, name))
                task.notes.append(self.owners.get(name) is None)
            elif what == "wait" and self.owners.get(other) == task.id:
                yield Wish(Op(SYNC, other))
                self.owners[other] = None
                self.waiting.setdefault(name, []).append(task.id)
                self.ops.append((task.id, Op(SYNC, name)))
                yield Wish(Op(SYNC, name), lambda: task.id in self.notified)
                self.notified.discard(task.id)
                yield from self._take(task, other)
            elif what == "notify" and self.owners.get("lock 1") == task.id:
                yield Wish(Op(SYNC, name))
                waiting = self.waiting.get(name, [])
                self.notified.update(waiting[: int(other)])
                del waiting[: int(other)]

    def _take(self, task: _Task, name: str) -> Generator[Wish, None, None]:
        yield Wish(Op(SYNC, name), lambda: self.owners.get(name) is None)
        self.owners[name] = task.id


def outcomes(
    program: Program, bound: int, *, pruned: bool, by_delays: bool = False, most: int = 10**9
) -> tuple[set[Outcome], int] | None:
    """Return all outcomes within the bound and how many schedules that took; None when it takes more than `most`."""
    search = ContextBound(bound, pruned=pruned, by_delays=by_delays)
    found: set[Outcome] = set()
    ran = 0
    while (plan := search.next()) is not None:
        if ran == most:
            return None
        run, outcome = Machine(program).run(Replay(plan.schedule))
        search.learn(plan, run)
        found.add(outcome)
        ran += 1
    return found, ran


def generated(seed: int) -> Program:
    """Return a program of two or three tasks: what few variables, locks and conditions can give, sense or no sense."""
    choose = random.Random(seed)
    length = choose.choice([2, 3, 4, 5])
    tasks = choose.choice([2, 2, 3])
    return tuple(_task(choose, length if tasks == 2 else min(length, 3)) for _ in range(tasks))


def _task(choose: random.Random, length: int) -> tuple[Instruction, ...]:
    code: list[Instruction] = []
    while len(code) < length:
        name = choose.choice(["x", "x", "y"])
        lock = choose.choice(["lock 1", "lock 1", "lock 2"])
        held = [("take", lock, ""), *_plain(choose, name), ("give", lock, "")]
        code += choose.choice(
            [
                _plain(choose, name),
                _plain(choose, name),
                held,
                held,
                [("try", lock, "")],
                [("take", "lock 1", ""), ("skip", "", ""), ("wait", "condition", "lock 1"), ("give", "lock 1", "")],
                [("notify", "condition", choose.choice("12"))],
                [("take", "lock 1", ""), *_plain(choose, name), ("notify", "condition", "1"), ("give", "lock 1", "")],
                [("take", "lock 1", ""), ("take", "lock 2", ""), ("give", "lock 2", ""), ("give", "lock 1", "")],
                [("take", "lock 2", ""), ("take", "lock 1", ""), ("give", "lock 1", ""), ("give", "lock 2", "")],
            ]
        )
    return tuple(code)


def _plain(choose: random.Random, name: str) -> list[Instruction]:
    read, write = ("read", name, ""), ("write", name, choose.choice("123"))
    return choose.choice([[read], [write], [read, write], [read, ("skip", "", ""), write]])
