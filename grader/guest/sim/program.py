"""A program as a check describes it, built and run on the machine: objects, threads that use them, and what came of it.

What a run says is an *outcome*: of each operation of each thread what it returned or raised and which operations of
others had returned before it began, which is all that a sequential specification can be held against; and how the run
ended: who was blocked for ever, which threads were left, which locks were held, which exceptions nobody saw.
"""

from __future__ import annotations

import collections
import json
import types
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from grader import wire
from grader.explore.schedule import ORDER, READ, SYNC, Op, Run
from grader.explore.strategy import Strategy
from grader.guest.sim.garbage import NoGarbage
from grader.guest.sim.kernel import Kernel
from grader.guest.sim.points import ITEMS
from grader.guest.sim.refuse import NotExplorableError
from grader.guest.sim.task import MAX_POINTS, NOTHING_DONE, RAISED, WHEN_QUIET, Abort, Rules, Watcher, told
from grader.guest.sim.threads import Thread
from grader.guest.sim.workers import Workers
from grader.guest.sim.world import Modules, World

_WAITING: Final = Op(ORDER, "main")
_CONTAINERS: Final = (list, dict, set, collections.deque)
_LOOKS_INSIDE: Final = Op(READ, ITEMS)
Told = Callable[[BaseException], wire.Frame]


class Probe:
    """A function that a check passes to student code: says when it was called, and does what the check planned."""

    def __init__(self, name: str, plan: dict[str, Any], outcome: Recorder) -> None:
        self.__name__ = self.__qualname__ = name
        self._plan = plan
        self._recorder = outcome
        self._count = 0
        self._op = Op(SYNC, probe_place(name))

    def __call__(self, *args: object) -> object:
        """Come to a point, be inside, come to another point, and answer."""
        kernel = self._recorder.kernel
        kernel.point(self._op, "call", self)
        number = self._count
        self._count += 1
        seen = self._recorder.enter(self.__name__, args)
        if self._plan.get("nanoseconds"):
            kernel.sleep(int(self._plan["nanoseconds"]))
        kernel.point(self._op, "return", self)
        self._recorder.leave(seen)
        answers = self._plan["answers"]
        answer = answers[number] if number < len(answers) else self._plan["rest"]
        if "e" in answer:
            raise wire.decode_error(answer["e"])
        return self._recorder.decode(answer["v"]) if answer["v"] is not None else args[0] if args else None


def probe_place(name: str) -> str:
    """Return the place of a probe's operations."""
    return f"call of {name}"


class Operation:
    """One operation of a thread: when it began and ended in the order of all that happened, and what came of it."""

    __slots__ = ("at", "began", "ended", "index", "result", "task", "thread", "took")

    def __init__(self, thread: int, index: int, task: int, began: int, at: int) -> None:
        self.thread, self.index, self.task, self.began, self.at = thread, index, task, began, at
        self.ended: int | None = None
        self.took = 0
        self.result: wire.Frame = {"blocked": True}


class Recorder:
    """Takes down what happens in one run."""

    def __init__(self, kernel: Kernel, modules: Modules, told: Told) -> None:
        self.kernel = kernel
        self.modules = modules
        self.operations: list[Operation] = []
        self.calls: list[list[Any]] = []
        self.inside: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.held_in_call: dict[str, int] = {}
        self.fault: BaseException | None = None
        self.observed: dict[str, object] = {}
        self._told = told
        self._objects: dict[int, object] = {}
        self._probes: dict[str, Probe] = {}

    def build(self, program: dict[str, Any]) -> None:
        """Make the probes and the objects that the program names."""
        for name, plan in program["probes"].items():
            self._probes[name] = Probe(name, plan, self)
        for number, target, args, kwargs in program["objects"]:
            self._objects[number] = self.find(target)(*self.decode(args), **self.decode(kwargs))

    def perform(self, thread: int, index: int, op: dict[str, Any]) -> None:
        """Do one operation and take down what came of it."""
        kernel = self.kernel
        operation = Operation(thread, index, kernel.current.id, len(kernel.ops), kernel.now)
        self.operations.append(operation)
        try:
            value = self._value(op)
            if isinstance(value, types.CoroutineType):
                value = self.modules.find("asyncio").run(value)
            if isinstance(value, _CONTAINERS):
                kernel.point(_LOOKS_INSIDE)  # a caller looks into what it gets
            operation.result = {"value": wire.encode(value)}
        except Abort:
            raise
        except wire.NotPlainError:
            operation.result = {"opaque": True}
        except Exception as error:
            operation.result = {"error": self._told(error)}
            if kernel.watcher is not None:
                kernel.watcher(kernel.current, NOTHING_DONE, RAISED, error)
        operation.ended = len(kernel.ops)
        operation.took = kernel.now - operation.at

    def observe(self, ops: list[dict[str, Any]]) -> None:
        """Take down what these reads give at this moment, all of them together."""
        try:
            found = [wire.encode(self._value(op)) for op in ops]
        except Exception:
            return  # what can't be read at this moment is no state that anybody sees
        self.observed.setdefault(json.dumps(found), found)

    def _value(self, op: dict[str, Any]) -> object:
        target = self.find(op["target"], op["name"])
        return target if op["read"] else target(*self.decode(op["args"]), **self.decode(op["kwargs"]))

    def find(self, target: object, name: str = "") -> Any:  # noqa: ANN401 - a student's object
        """Return an object, its attribute, or something of a module by its dotted name."""
        if isinstance(target, int):
            return getattr(self._objects[target], name) if name else self._objects[target]
        module, _, rest = str(target).partition(".")
        found: Any = self.modules.find(module)
        for part in rest.split("."):
            found = getattr(found, part)
        return found

    def decode(self, data: object) -> Any:  # noqa: ANN401 - plain data, objects and probes
        """Return fresh plain data, with the run's own objects and probes in it."""
        return wire.decode(data, self._special)

    def _special(self, data: object) -> object:
        ((tag, body),) = data.items()  # type: ignore[attr-defined]  # a tagged object of the judge's
        if tag == "o":
            return self._objects[body]
        if tag == "p":
            return self._probes[body]
        if tag == "r":
            return self.find(body)
        raise wire.WireError(f"unknown tag {tag!r}")

    def enter(self, name: str, args: tuple[object, ...]) -> list[Any]:
        """Take down that a probe was called."""
        self.inside[name] = self.inside.get(name, 0) + 1
        self.most[name] = max(self.most.get(name, 0), self.inside[name])
        held = len(self.kernel.current.held)
        self.held_in_call[name] = max(self.held_in_call.get(name, 0), held)
        try:
            told = [wire.encode(arg) for arg in args]
        except (wire.WireError, wire.NotPlainError):
            told = []
        call = [name, self.kernel.current.id, told, len(self.calls), None]
        self.calls.append(call)
        return call

    def leave(self, call: list[Any]) -> None:
        """Take down that a probe returned."""
        self.inside[call[0]] -= 1
        call[4] = sum(each[4] is not None for each in self.calls)


class Finished(NamedTuple):
    """A run and what came of it."""

    run: Run
    outcome: wire.Frame
    kernel: Kernel


class Program:
    """A described program, to be run under any strategy."""

    def __init__(self, world: World, description: dict[str, Any], told: Told) -> None:
        self._world = world
        self._description = description
        self._told = told
        self._no_garbage = NoGarbage()
        self._rules = Rules(
            int(description.get("points", MAX_POINTS)),
            bool(description.get("late", True)),
            int(description.get("spurious", 0)),
        )

    def run(self, strategy: Strategy, workers: Workers, watcher: Watcher | None = None) -> Finished:
        """Run it once; raises NotExplorableError when the machine can't simulate what it does."""
        kernel = Kernel(strategy, workers, self._rules)
        kernel.watcher = watcher
        modules = self._world.fresh()
        recorder = Recorder(kernel, modules, self._told)
        with self._no_garbage:
            try:
                run = kernel.execute(lambda: self._main(recorder))
            finally:
                workers.rest()
                modules.withdraw()
        fault = kernel.fault or recorder.fault
        if fault is not None:
            raise fault
        return Finished(run, self._outcome(recorder, run), kernel)

    def _main(self, recorder: Recorder) -> None:
        kernel = recorder.kernel
        description = self._description
        try:
            recorder.build(description)
            drivers = [
                Thread(target=_drive, args=(recorder, number, ops), name=f"thread {number + 1}")
                for number, ops in enumerate(description["threads"])
            ]
        except Abort:
            raise
        except BaseException as error:
            recorder.fault = error
            return
        if description["always"]:
            kernel.observer = lambda: recorder.observe(description["always"])
        for driver in drivers:
            driver.start()
        running = [driver._sim_task for driver in drivers if driver._sim_task is not None]

        def have_ended() -> bool:
            while running and running[-1].ended:
                running.pop()
            return not running

        kernel.block_until(_WAITING, have_ended, WHEN_QUIET, "join")
        kernel.observer = None
        _drive(recorder, len(drivers), description["then"])

    def _outcome(self, recorder: Recorder, run: Run) -> wire.Frame:
        kernel = recorder.kernel
        return {
            "history": _history(recorder.operations, run),
            "ending": kernel.ending,
            "stuck": sorted(stuck.task.name for stuck in kernel.stuck if stuck.task is not kernel.tasks[0]),
            "left": sorted(_left(kernel, has_objects=bool(self._description["objects"]))),
            "held": sum(len(task.held) for task in kernel.left) + _orphaned(kernel),
            "unseen": [self._told(unseen.error) for unseen in kernel.unseen],
            "trouble": told(kernel.trouble, self._world.paths),
            "most": recorder.most,
            "under_lock": sorted(name for name, count in recorder.held_in_call.items() if count),
            "calls": [[name, args] for name, _, args, _, _ in recorder.calls],
            "rests": min(kernel.rests, 3),
            "observed": [recorder.observed[key] for key in sorted(recorder.observed)],
        }


def _drive(recorder: Recorder, thread: int, ops: list[dict[str, Any]]) -> None:
    for index, op in enumerate(ops):
        try:
            recorder.perform(thread, index, op)
        except NotExplorableError as error:
            recorder.fault = error
            return


def _left(kernel: Kernel, *, has_objects: bool) -> list[str]:
    """Return the threads that the student's code made and that had not ended when everything else had.

    An object that can't be closed may well be served by a daemon thread for as long as it lives.
    """
    made = [task for task in kernel.left if task is not kernel.tasks[0] and not task.name.startswith("thread ")]
    return [task.name for task in made if not (task.daemon and has_objects)]


def _orphaned(kernel: Kernel) -> int:
    """Count locks that are held by threads that have ended: nobody will ever give them back."""
    return sum(len(task.held) for task in kernel.tasks if task not in kernel.left)


def _history(operations: list[Operation], run: Run) -> list[wire.Frame]:
    """Return the operations with, for each thread, how many of its operations had returned before each began.

    An operation begins when its task first does something that others could notice, not when it is called.
    """
    began = [_first_op(operation, run) for operation in operations]
    threads = 1 + max((operation.thread for operation in operations), default=-1)
    told: list[wire.Frame] = []
    for operation, start in zip(operations, began, strict=True):
        before = [0] * threads
        for other, first in zip(operations, began, strict=True):
            if other.thread == operation.thread or other.ended is None:
                continue
            # One that did nothing that others could notice (`first` is its end) fits in anywhere.
            if first < other.ended <= start:
                before[other.thread] = max(before[other.thread], other.index + 1)
        before[operation.thread] = operation.index
        told.append(
            {
                "thread": operation.thread,
                "index": operation.index,
                "before": before,
                "at": operation.at,
                "took": operation.took,
                **operation.result,
            }
        )
    return sorted(told, key=lambda each: (each["thread"], each["index"]))


def _first_op(operation: Operation, run: Run) -> int:
    end = len(run.ops) if operation.ended is None else operation.ended
    for index in range(operation.began, end):
        if run.ops[index][0] == operation.task:
            return index
    return end
