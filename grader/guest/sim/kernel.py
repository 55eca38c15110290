"""The kernel: one task runs at a time, and at each scheduling point a strategy picks who goes on.

A task is an operating system thread that holds a *baton* while it runs; whoever gives the baton away waits for its own.
Whatever a simulated primitive does, it does by two calls: `point` (I am about to do this; somebody else may go first)
and `block_until` (I can't go on before this condition holds, or this time has come).

Rules:
- Time is a whole number of nanoseconds and moves only when somebody's deadline is what comes next. A *sleeper* may be
  taken for what comes next at any moment, as if all others were slow: sleep orders nothing. Other deadlines pass only
  when nothing else can happen.
- Nothing here depends on addresses, hashes or the real clock: the same program and the same choices give the same run.
- A task that runs for SLICE points while others could is made to rest, so that a loop that polls can't stop the rest.
- A run is ended by raising `Abort` in each task that is left, one after the other. Code that catches it gets it again
  at its next point, up to a bound; then its thread is abandoned where it stands.
"""

from __future__ import annotations

import _thread
from collections.abc import Callable
from typing import Final

from grader.explore.schedule import ORDER, Decision, Op, Run
from grader.explore.strategy import Strategy
from grader.guest.sim.task import (
    BLOCKED,
    CLOCK_MOVES,
    DEADLOCK,
    DEFAULT_RULES,
    DONE,
    ENDLESS,
    MAX_ABORTS,
    NOTHING_DONE,
    OVER,
    SLEEP,
    SLICE,
    WHEN_QUIET,
    Abort,
    Rules,
    Stuck,
    Task,
    Trouble,
    Unobservable,
    Unseen,
    Watcher,
    blocks,
    never,
    others,
)
from grader.guest.sim.workers import Workers


class Kernel:
    """One run of one program."""

    def __init__(self, strategy: Strategy, workers: Workers, rules: Rules = DEFAULT_RULES) -> None:
        self.strategy = strategy
        self.spurious = rules.spurious
        """How many more waits on a condition may end for no reason, as those of POSIX may."""
        self.now, self.cancelled = 0, -1  # the time, and when a check's cancellation came
        self.ending = DONE
        self.stuck: list[Stuck] = []
        self.left: list[Task] = []
        self.unseen: list[Unseen] = []
        self.trouble: list[Trouble] = []
        self.decisions: list[Decision] = []
        self.ops: list[tuple[int, Op]] = []
        self.wished: list[tuple[int, Op]] = []
        self.aborting = self._observing = False
        self.watcher: Watcher | None = None
        """Told of each operation right before it is done, and of each task that is blocked, when a story is wanted."""
        self.rests = self._points = 0
        """How often a task used up its slice of time while others could have gone on: it polls instead of waiting."""
        self.observer: Callable[[], None] | None = None
        """Called at each scheduling point to look at the state in between; it never switches and never waits."""
        self.fault: Exception | None = None  # why this can't be explored
        self.tasks: list[Task] = []
        self.living: list[Task] = []  # those of them that have not ended
        self._numbers: dict[str, int] = {}
        self.rules, self._workers = rules, workers
        self._over = _thread.allocate_lock()
        self._nobody = Task(-1, "nobody", workers.nobody, daemon=True)

    def execute(self, main: Callable[[], None]) -> Run:
        """Run `main` as the first task, and return when no task is left."""
        global _running  # noqa: PLW0603 - one run at a time; primitives find their kernel by it
        self._over.acquire()
        _running = self
        try:
            self.current = self.spawn(main, "main", daemon=False)
            self.current.worker.baton.release()
            self._over.acquire()
        finally:
            _running = None
        return Run(tuple(self.decisions), tuple(self.ops), tuple(self.wished))

    def spawn(self, body: Callable[[], None], name: str, *, daemon: bool) -> Task:
        """Make a task that will run `body`, from its first scheduling on."""
        worker = self._workers.hire()
        task = Task(len(self.tasks), name, worker, daemon=daemon)
        self.tasks.append(task)
        self.living.append(task)
        worker.job = lambda: self._live(task, body)
        if len(self.living) > 1:
            self.ops.append((self.current.id, task.op))
        return task

    def _live(self, task: Task, body: Callable[[], None]) -> None:
        try:
            if not self.aborting:
                self.ops.append((task.id, task.op))
                body()
                self.point(task.op)  # it has done its last, and is still alive: others may look at it now
        except Abort:
            pass
        except BaseException as error:
            self.unseen.append(Unseen(task.name, error))
        self._end(task)

    def _end(self, task: Task) -> None:
        task.ended = True
        self.living.remove(task)
        if not self.aborting:
            if self.observer is not None:
                self._observe(self.observer)
            self.ops.append((task.id, task.op))
            task.count += 1  # its end is a point of its own, or a schedule could not tell it from its last one
            self._decide(task, task.op, forced=True)
        else:
            self._unwind_next()

    def become(self, task: Task) -> None:
        """Go on as another task of the same thread: the tasks of an event loop share one."""
        if task is not self.current:
            self.living[self.living.index(self.current)] = task
            self.current = task

    def number(self, kind: str) -> int:
        """Number objects of a kind in the order of their making."""
        self._numbers[kind] = found = self._numbers.get(kind, 0) + 1
        return found

    # Scheduling points

    def point(self, op: Op, verb: str = "", about: object = None) -> None:
        """The current task is about to do `op`; returns when it is its turn to do it."""
        task = self.current
        if self._observing:
            return
        self._count(task)
        if len(self.living) > 1:
            task.count += 1
            task.slice += 1
            self._decide(task, op, forced=False)
            self.ops.append((task.id, op))
        if self.watcher is not None:
            self.watcher(task, op, verb, about)

    def mention(self, verb: str, about: object) -> None:
        """Tell whoever watches of what the current task does besides its operations."""
        if self.watcher is not None and not (self.aborting or self._observing):
            self.watcher(self.current, NOTHING_DONE, verb, about)

    def block_until(
        self, op: Op, condition: Callable[[], bool], deadline: int | None = None, verb: str = "", on: object = None
    ) -> bool:
        """Wait until `condition` holds and the current task has its turn, and return True; False at the deadline."""
        task = self.current
        if self._observing:
            if not condition():
                raise Unobservable
            return True
        self._count(task)
        task.count += 1
        task.slice += 1
        task.condition, task.deadline, task.blocked_on = condition, deadline, on
        can_go = condition() or (deadline is not None and deadline <= self.now)
        if not can_go:
            self.wished.append((task.id, op))
            if task.root is not task:
                self.trouble.append(blocks(verb))
            if self.watcher is not None:
                self.watcher(task, op, BLOCKED, on)
        if not can_go or len(self.living) > 1:
            self._decide(task, op, forced=not can_go)
        task.condition = task.deadline = task.blocked_on = None
        self.ops.append((task.id, op))
        if self.watcher is not None:
            self.watcher(task, op, verb, on)
        return condition()

    def _count(self, task: Task) -> None:
        """Count one more point, and let somebody look; ends a task whose run is over."""
        if self.aborting:
            self._raise_abort(task)
        self._points += 1
        if self._points > self.rules.max_points:
            self._stop(ENDLESS)
            raise Abort
        if self.observer is not None:
            self._observe(self.observer)

    def _observe(self, look: Callable[[], None]) -> None:
        current, self.current = self.current, self._nobody
        self._observing = True
        try:
            look()
        except Unobservable:
            pass  # somebody holds what it needs: there is nothing to be seen from outside now
        finally:
            self._observing = False
            self.current = current

    def sleep(self, nanoseconds: int) -> None:
        """Let the current task sleep: at least that long, in virtual time."""
        task = self.current
        task.may_wake = True
        try:
            self.block_until(task.op, never, self.now + nanoseconds, SLEEP)
        finally:
            task.may_wake = False

    def _decide(self, task: Task, op: Op, *, forced: bool) -> None:
        """Choose who goes on; returns when `task` is to go on, at once if it has ended."""
        enabled, rested = self._enabled(task, forced=forced)
        if not enabled:
            return
        chosen = enabled[0]
        if len(enabled) > 1:
            numbers = tuple([each.id for each in enabled])
            number = self.strategy.pick(task.id, task.count, op, numbers)
            self.decisions.append(Decision(task.id, task.count, op, numbers, forced, rested, number, len(self.ops)))
            chosen = self.tasks[number]
        if chosen is not task:
            self._hand_over(task, chosen)
        elif forced:
            self._let_time_pass(task)

    def _enabled(self, task: Task, *, forced: bool) -> tuple[list[Task], bool]:
        """Return who could go on, the default first, and whether that is so because `task` should rest."""
        ready, late = others(task, self.living, self.now, late=self.rules.late)
        if not forced:
            # Slices differ in length: two that take turns at trying would else take them in step for ever.
            if task.slice < SLICE + 7 * (self.rests % 11) or not ready:
                return [task, *ready, *late], False
            self.rests += 1
            return [*ready, task, *late], True
        late += [task] if task.may_wake and self.rules.late else []  # all others may be slow from now on
        return [*ready, *late] if ready else self._next_in_time(task), False

    def _next_in_time(self, task: Task) -> list[Task]:
        """Return whose deadline comes next, then other sleepers; nobody when the run is at its end."""
        timed = [each for each in self.living if each.deadline is not None]
        if timed and not all(each.daemon for each in self.living):
            first = min(timed, key=lambda each: (each.deadline, each.id))
            return [first, *(each for each in timed if self.rules.late and each.may_wake and each is not first)]
        self._stop(DONE if self.tasks[0].ended else DEADLOCK)
        if not task.ended:
            raise Abort
        self._unwind_next()
        return []

    def _hand_over(self, task: Task, chosen: Task) -> None:
        task.slice = 0
        self.current = chosen
        if chosen.condition is not None:
            self._let_time_pass(chosen)
        chosen.worker.baton.release()
        if task.ended:
            return
        task.worker.baton.acquire()
        if self.aborting:
            self._raise_abort(task)

    def _let_time_pass(self, task: Task) -> None:
        deadline = task.deadline
        if deadline is None or deadline == WHEN_QUIET or deadline <= self.now:
            return
        if task.condition is None or not task.condition():
            self.now = deadline
            self.ops.append((task.id, CLOCK_MOVES))

    def _stop(self, ending: str) -> None:
        """End the run: note who is left and what each waits for."""
        only_daemons = ending == ENDLESS and all(each.daemon for each in self.living)
        self.ending = DONE if only_daemons else ending
        self.aborting = True
        self.stuck = [Stuck(each, each.blocked_on) for each in self.living if each.condition is not None]
        self.left = list(self.living)
        if self.watcher is not None:
            self.watcher(self.current, _END, OVER, None)

    def _raise_abort(self, task: Task) -> None:
        task.aborts += 1
        if task.aborts > MAX_ABORTS:
            self._abandon(task)
        raise Abort

    def _abandon(self, task: Task) -> None:
        """Leave a thread that won't end where it stands, for ever."""
        task.ended = True
        self.living.remove(task)
        self._workers.lose(task.worker)
        self._unwind_next()
        while True:
            task.worker.baton.acquire()

    def _unwind_next(self) -> None:
        if self.living:
            self.current = self.living[-1]
            self.current.worker.baton.release()
        else:
            self._over.release()


_END: Final = Op(ORDER, "end")
_running: Kernel | None = None


def running() -> Kernel:
    """Return the kernel of the run that is going on; ends a task that outlived its run."""
    if _running is None:
        raise Abort
    return _running


def is_running() -> bool:
    """Whether a run goes on."""
    return _running is not None
