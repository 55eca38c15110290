"""The event loop of the simulated machine: CPython's own asyncio, on a loop whose clock and ready order are ours.

Tasks, futures, queues, locks, time-outs and task groups are the real ones; of the loop only what decides is replaced:
who goes on when several tasks are ready, and what time it is.

Rules:
- A task of asyncio is a task of the kernel too, without a thread of its own: the thread of the loop *becomes* it for
  each of its steps. So decisions, operations and stories name it as they name a thread.
- Only steps of tasks change places, and none goes past a plain callback: asyncio's own parts (time-outs, groups, done
  callbacks) rely on the order in which they were called for.
- Time moves when nothing is ready. A time-out is never early, and nothing is late, but sleeps: where sleepers may be
  late, any of those due before the next time-out may be taken for what comes next, and one that is due may go on at
  any later turn of the loop.
- All steps of a loop are in one order, since what queues and locks of asyncio keep inside is seen by nobody: two orders
  of steps are never taken for equivalent.
- A cancellation from outside that a check wants may come after any step, as long as what is to be cancelled waits for
  something that has not come. When it comes is a choice like the order of tasks; by default it never does. Who is
  cancelled by it goes on before all others: what would come in the same turn comes too late.
- Sets of tasks and futures are gone through in an order that is the same in each run, whatever their addresses.
"""

from __future__ import annotations

import asyncio
import heapq
import weakref
from asyncio import futures
from collections import deque
from typing import Any, Final

from grader.explore.schedule import Decision
from grader.guest.sim.loop_tasks import (
    UNSEEN,
    Generators,
    LoopFuture,
    LoopTask,
    Parked,
    awaits_what_has_not_come,
    drop,
    due_at,
    name_of,
    number_of,
    parked,
    refused,
    task_of,
    trouble_of,
    unretrieved,
    unschedule,
)
from grader.guest.sim.loop_threads import LoopThreads
from grader.guest.sim.task import (
    CANCELLED,
    LEFT,
    WAIT,
    WAITS,
    Abort,
    Task,
    Trouble,
    Unseen,
    frames_here,
)

_SLEEP: Final = vars(futures)["_set_result_unless_cancelled"]


class Loop(LoopThreads):
    """An event loop in virtual time, for one run."""

    _ready: deque[asyncio.Handle]
    _scheduled: list[asyncio.TimerHandle]
    _stopping: bool
    _timer_cancelled_count: int

    def __init__(self) -> None:
        super().__init__()
        self.to_cancel: asyncio.Task[Any] | None = None
        """What a check wants to be cancelled at some moment."""
        self._outside: Task | None = None
        self._urgent = 0
        """How many handles at the head are steps of who was just cancelled."""
        self._fibers: weakref.WeakKeyDictionary[asyncio.Task[Any], Task] = weakref.WeakKeyDictionary()
        self._asyncgens = Generators()

    def time(self) -> float:
        """Return virtual seconds."""
        return self._kernel.now / 1e9

    def create_future(self) -> asyncio.Future[Any]:
        """Return a future of this loop."""
        made = LoopFuture(loop=self)
        made.number = self._kernel.number("future of asyncio")
        return made

    def create_task(self, coro: Any, **options: Any) -> asyncio.Task[Any]:  # noqa: ANN401 - as asyncio has it
        """Return a task of this loop, by the student's own factory if there is one."""
        if self.get_task_factory() is not None:
            return super().create_task(coro, **options)
        self._check_closed()  # type: ignore[attr-defined]  # private, and the same since 3.4
        number = self._kernel.number("task of asyncio")
        if options.get("name") is None:
            options["name"] = f"Task-{number}"
        task = LoopTask(coro, loop=self, **options)
        task.number, task.made = number, frames_here()
        return task

    def run_forever(self) -> None:
        """Run in this thread, which need not be the one that made it, until it is stopped."""
        self._owner = self._kernel.current.root
        try:
            super().run_forever()
        except Abort:
            drop(self, self._pending())
            raise

    # One turn of the loop

    def _run_once(self) -> None:
        self._wait()
        for _ in range(len(self._ready)):
            handle = self._take()
            if not handle.cancelled():
                self._run(handle)
                self._offer_cancellation()

    def _wait(self) -> None:
        """Wait until something is ready, for the time of a timer if need be."""
        self._forget_cancelled()
        if self._ready or self._stopping:
            self._move_due()
            return
        chosen = self._choose_sleeper()
        first = chosen or (self._scheduled[0] if self._scheduled else None)
        deadline = None if first is None else due_at(first)
        try:
            woken = self._kernel.block_until(self._op, lambda: self._woken, deadline, WAIT, self)
        except Abort:
            self._note_pending(WAITS)
            raise
        if woken:
            self._woken = False
        elif chosen is not None:
            self._scheduled.remove(chosen)
            heapq.heapify(self._scheduled)
            self._make_ready(chosen)
        self._move_due()

    def _forget_cancelled(self) -> None:
        while self._scheduled and self._scheduled[0].cancelled():
            self._timer_cancelled_count -= 1
            unschedule(heapq.heappop(self._scheduled))

    def _move_due(self) -> None:
        """Make ready what is due; where sleepers may be late, it is a choice at each turn if one of them goes on."""
        kernel = self._kernel
        waiting: dict[Task, list[asyncio.TimerHandle]] = {}
        while self._scheduled and due_at(self._scheduled[0]) <= kernel.now:
            handle = heapq.heappop(self._scheduled)
            sleeper = self._sleeper(handle) if kernel.rules.late else None
            if sleeper is None:
                self._make_ready(handle)
            else:
                waiting.setdefault(sleeper, []).append(handle)
        while waiting and self._ready and not kernel.aborting:
            chosen = self._pick([kernel.current, *waiting])
            if chosen is kernel.current:
                break
            kernel.ops.append((chosen.id, self._op))
            for handle in waiting.pop(chosen):
                self._make_ready(handle)
        for handle in [each for handles in waiting.values() for each in handles]:
            heapq.heappush(self._scheduled, handle)

    def _make_ready(self, handle: asyncio.TimerHandle) -> None:
        unschedule(handle)
        self._ready.append(handle)

    def _choose_sleeper(self) -> asyncio.TimerHandle | None:
        """Choose which sleep ends next, of those that end before the next time-out; None where there is no choice."""
        if not self._kernel.rules.late or self._kernel.aborting:
            return None
        found: dict[Task, asyncio.TimerHandle] = {}
        for handle in sorted(self._scheduled):
            sleeper = self._sleeper(handle)
            if handle.cancelled():
                continue
            if sleeper is None:
                break
            found.setdefault(sleeper, handle)
        if not found:
            return None
        return found[self._pick([*found])]

    def _sleeper(self, handle: asyncio.TimerHandle) -> Task | None:
        """Return who sleeps until that timer, None when it is a timer of another kind."""
        if handle._callback is not _SLEEP:  # type: ignore[attr-defined]  # private, and the same since 3.4
            return None
        callbacks = handle._args[0]._callbacks or ()
        task = next((getattr(callback, "__self__", None) for callback, _ in callbacks), None)
        return self._fiber(task) if isinstance(task, asyncio.Task) else None

    def _take(self) -> asyncio.Handle:
        """Take the next handle out: one of the steps at the head, or the callback that stands there."""
        if self._urgent:
            self._urgent -= 1
            return self._ready.popleft()
        steps: list[Task] = []
        for handle in self._ready:
            task = task_of(handle)
            if task is None or handle.cancelled():
                break
            steps.append(self._fiber(task))
        if len(steps) < 2 or self._kernel.aborting:
            return self._ready.popleft()
        index = steps.index(self._pick(steps))
        handle = self._ready[index]
        del self._ready[index]
        return handle

    def _run(self, handle: asyncio.Handle) -> None:
        kernel, task = self._kernel, task_of(handle)
        before = kernel.current
        if task is not None:
            kernel.become(self._fiber(task))
        try:
            kernel.point(self._op)
            handle._run()
            kernel.ops.append((kernel.current.id, self._op))  # what it did comes before all that later steps do
        finally:
            kernel.become(before)

    def _offer_cancellation(self) -> None:
        """Let the strategy choose if what is to be cancelled is cancelled now."""
        task, kernel = self.to_cancel, self._kernel
        if task is None or kernel.aborting or not awaits_what_has_not_come(task):
            return
        if any(task_of(handle) is None and not handle.cancelled() for handle in self._ready):
            return  # a result is on its way: which of the two wins differs between versions of asyncio
        if self._outside is None:
            self._outside = Task(len(kernel.tasks), "outside", self._owner.worker, daemon=False)
            kernel.tasks.append(self._outside)
        fiber = self._fiber(task)
        if self._pick([fiber, self._outside]) is self._outside:
            self.to_cancel = None
            kernel.cancelled = kernel.now
            if kernel.watcher is not None:
                kernel.watcher(fiber, self._op, CANCELLED, parked(task))
            kernel.ops.append((self._outside.id, self._op))
            before = len(self._ready)
            task.cancel()
            self._urgent = len(self._ready) - before
            self._ready.rotate(self._urgent)

    def _fiber(self, task: asyncio.Task[Any]) -> Task:
        fiber = self._fibers.get(task)
        if fiber is None:
            kernel = self._kernel
            fiber = self._fibers[task] = Task(len(kernel.tasks), name_of(task), self._owner.worker, daemon=False)
            kernel.tasks.append(fiber)
        fiber.root, fiber.worker, fiber.daemon = self._owner, self._owner.worker, self._owner.daemon
        return fiber

    def _pick(self, tasks: list[Task]) -> Task:
        """Let the strategy choose which of the tasks goes on, the default one first."""
        kernel, own = self._kernel, self._kernel.current
        if len(tasks) == 1:
            return tasks[0]
        own.count += 1
        numbers = tuple([each.id for each in tasks])
        chosen = kernel.strategy.pick(own.id, own.count, self._op, numbers)
        done = len(kernel.ops)
        kernel.decisions.append(Decision(own.id, own.count, self._op, numbers, True, False, chosen, done))
        return kernel.tasks[chosen]

    # What is left behind

    def note_left(self) -> None:
        """Note the tasks that have not ended."""
        if self.is_current() and not self._kernel.aborting:
            self._note_pending(LEFT)
            for task in sorted(self._fibers, key=number_of):
                # asyncio says so when the task is collected: at any time, where it is part of a cycle.
                if task.done() and task._log_traceback:
                    self._kernel.trouble.append(unretrieved(task.exception()))

    def _note_pending(self, kind: str) -> None:
        for task in self._pending():
            made, where = task.made if isinstance(task, LoopTask) else (), parked(task)
            what = f"{name_of(task)} awaits {where.on}" if kind == WAITS and where.on else name_of(task)
            self._kernel.trouble.append(Trouble(kind, what, (*where.places, *made)))

    def _pending(self) -> list[asyncio.Task[Any]]:
        return sorted(asyncio.all_tasks(self), key=number_of)

    def waiting(self) -> list[tuple[Task, Parked]]:
        """Return the tasks that have not ended, and where each of them waits."""
        return [(self._fiber(task), parked(task)) for task in self._pending()]

    def close(self) -> None:
        """Close it; what has not ended by now never will."""
        if not self.is_closed():
            self.note_left()
        super().close()

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Note what asyncio would log."""
        kernel = self._kernel
        if self.is_current() and not kernel.aborting:
            trouble, error = trouble_of(context), context.get("exception")
            if trouble is not None:
                kernel.trouble.append(trouble)
            elif error is not None:
                kernel.unseen.append(Unseen("a callback of the loop", error))


for _name in UNSEEN:
    setattr(Loop, _name, refused(_name))
