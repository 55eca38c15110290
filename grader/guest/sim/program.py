"""A program as a check describes it, built and run on the machine: objects, threads that use them, and what came of it.

What a run says is an *outcome*: of each operation of each thread what it returned or raised and which operations of
others had returned before it began, which is all that a sequential specification can be held against; and how the run
ended: who was blocked for ever, which threads were left, which locks were held, which exceptions nobody saw.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from grader import wire
from grader.explore.schedule import ORDER, Op, Run
from grader.explore.strategy import Strategy
from grader.guest.sim.garbage import NoGarbage
from grader.guest.sim.kernel import Kernel
from grader.guest.sim.recorder import Operation, Recorder, Told, named
from grader.guest.sim.refuse import NotExplorableError
from grader.guest.sim.task import MAX_POINTS, WHEN_QUIET, Abort, Rules, Watcher, told
from grader.guest.sim.threads import Thread
from grader.guest.sim.workers import Workers
from grader.guest.sim.world import World

_WAITING: Final = Op(ORDER, "main")


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
        recorder = Recorder(kernel, modules, self._told, cancel=bool(self._description.get("cancel")))
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
            drivers = self._drivers(recorder)
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
        recorder.all_is_quiet()
        if recorder.fault is None:
            _drive(recorder, len(description["threads"]), description["then"])

    def _drivers(self, recorder: Recorder) -> list[Thread]:
        """Return who does the operations: a thread for each list of them, or one with an event loop for all."""
        description = self._description
        if description.get("in_loop"):
            return [Thread(target=_drive_in_loop, args=(recorder, description), name="thread of the loop")]
        recorder.build(description)
        return [
            Thread(target=_drive, args=(recorder, number, ops), name=f"thread {number + 1}")
            for number, ops in enumerate(description["threads"])
        ]

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
            "calls": [call.told() for call in recorder.calls],
            "cancelled": kernel.cancelled,
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


def _drive_in_loop(recorder: Recorder, description: dict[str, Any]) -> None:
    """Do each list of operations by a task of its own, all in one loop, in which the objects are made as well."""
    asyncio = recorder.modules.find("asyncio")

    async def each(number: int, ops: list[dict[str, Any]]) -> None:
        for index, op in enumerate(ops):
            await recorder.perform_in_loop(number, index, op)

    async def together() -> None:
        recorder.build(description)
        tasks = []
        for number, ops in enumerate(description["threads"]):
            driver = named(each(number, ops), "")  # its column in a story has the task's name alone
            tasks.append(asyncio.create_task(driver, name=f"task {number + 1}"))
        await asyncio.wait(tasks)
        for task in tasks:
            task.result()

    try:
        asyncio.run(together())
    except Abort:
        raise
    except BaseException as error:
        recorder.fault = error


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
                "rescued": operation.waited and operation.ended is not None,
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
