"""Lock, RLock and Condition of the simulated machine, as the documentation of `threading` has the real ones.

Everything else that blocks (Semaphore, Event, Barrier, the queues, the executor) is the standard library's own code,
loaded a second time on top of these.
"""

from __future__ import annotations

import _thread
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final

from grader.explore.schedule import SYNC, Op
from grader.guest.sim.kernel import Kernel, is_running, running
from grader.guest.sim.task import ACQUIRE, AGAIN, LOOK, NOTIFY, PARTLY, RELEASE, WAIT, Task, nanoseconds

LONGEST: Final = 2**63 / 1e9  # threading.TIMEOUT_MAX


class Lock:
    """A lock that any task may release; not re-entrant."""

    kind = "lock"

    def __init__(self) -> None:
        self._home: Kernel | None = None
        self.owner: Task | None = None
        self.number = 0
        self.op = Op(SYNC, self.kind)
        if is_running():
            self._settle(running())

    def _settle(self, kernel: Kernel) -> Kernel:
        """Begin anew in this run: locks of modules that live longer than a run are free and numbered in each."""
        if self._home is not kernel:
            self._home = kernel
            self.owner = None
            self.number = kernel.number("lock")
            self.op = Op(SYNC, f"{self.kind} {self.number}")
        return kernel

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock; False when that takes longer than it may."""
        kernel = self._settle(running())
        deadline = _deadline(kernel, blocking, timeout)
        if not kernel.block_until(self.op, self._is_free, deadline, ACQUIRE, self):
            return False
        self._take(kernel.current.root)
        return True

    def _is_free(self) -> bool:
        return self.owner is None

    def _take(self, task: Task) -> None:
        self.owner = task
        task.held.append(self)

    def release(self) -> None:
        """Give the lock back; RuntimeError when nobody holds it."""
        if not is_running():
            return
        kernel = self._settle(running())
        if kernel.aborting:
            self._give()
            return
        kernel.point(self.op, RELEASE, self)
        if self.owner is None:
            raise RuntimeError("release unlocked lock")
        self._give()

    def _give(self) -> None:
        if self.owner is not None and self in self.owner.held:
            self.owner.held.remove(self)
        self.owner = None

    def locked(self) -> bool:
        """Whether somebody holds it now."""
        kernel = self._settle(running())
        kernel.point(self.op, LOOK, self)
        return self.owner is not None

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def __hash__(self) -> int:
        return self.number

    def __repr__(self) -> str:
        return f"<{'unlocked' if self.owner is None else 'locked'} simulated {self.op.place}>"

    def _at_fork_reinit(self) -> None:
        self.owner = None


class RLock(Lock):
    """A lock that its owner may take again."""

    kind = "rlock"

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock, once more if it is one's own already."""
        kernel = self._settle(running())
        if self.owner is kernel.current.root and not kernel.aborting:
            _deadline(kernel, blocking, timeout)
            self._depth += 1
            self._note(AGAIN)
            return True
        if not super().acquire(blocking, timeout):
            return False
        self._depth = 1
        return True

    def release(self) -> None:
        """Give it back once; RuntimeError when it is not one's own."""
        if not is_running():
            return
        kernel = running()
        if kernel.aborting:
            self._give()
            return
        if self.owner is not kernel.current.root:
            raise RuntimeError("cannot release un-acquired lock")
        if self._depth > 1:
            self._depth -= 1
            self._note(PARTLY)
            return
        super().release()

    def _note(self, verb: str) -> None:
        """Tell a watcher what nobody else can notice, so that it is no scheduling point."""
        kernel = running()
        if kernel.watcher is not None:
            kernel.watcher(kernel.current, self.op, verb, self)

    def _is_owned(self) -> bool:
        return self.owner is running().current.root

    def _release_save(self) -> int:
        depth, self._depth = self._depth, 0
        self._give()
        return depth

    def _acquire_restore(self, depth: int) -> None:
        super().acquire()
        self._depth = depth

    def _recursion_count(self) -> int:
        return self._depth if self._is_owned() else 0


class Notice:
    """What a task in `Condition.wait` waits for."""

    __slots__ = ("condition", "given")

    def __init__(self, condition: Condition) -> None:
        self.condition = condition
        self.given = False

    def is_given(self) -> bool:
        """Whether it was notified."""
        return self.given


def _woke_for_no_reason(kernel: Kernel) -> None:
    kernel.spurious -= 1
    if not kernel.spurious:
        for task in kernel.living:
            task.may_wake &= task.deadline is not None  # who sleeps still may


class Condition:
    """A condition variable: tasks wait in order, and are notified in order."""

    def __init__(self, lock: Any = None) -> None:  # noqa: ANN401 - anything with acquire and release
        self._lock = RLock() if lock is None else lock
        self.acquire = self._lock.acquire
        self.release = self._lock.release
        self._waiters: deque[Notice] = deque()
        self._home: Kernel | None = None
        self.number = 0
        self.op = Op(SYNC, "condition")
        if is_running():
            self._settle()

    def _settle(self) -> Kernel:
        kernel = running()
        if self._home is not kernel:
            self._home = kernel
            self.number = kernel.number("condition")
            self.op = Op(SYNC, f"condition {self.number}")
            self._waiters.clear()
        return kernel

    def __enter__(self) -> bool:
        return bool(self._lock.__enter__())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.__exit__(kind, error, trace)

    def _is_owned(self) -> bool:
        kernel = running()
        if isinstance(self._lock, Lock):
            return self._lock.owner is kernel.current.root
        return bool(self._lock._is_owned()) if hasattr(self._lock, "_is_owned") else True

    def wait(self, timeout: float | None = None) -> bool:
        """Let go of the lock, wait for a notice, and take the lock again; False when time is up first."""
        kernel = self._settle()
        if kernel.aborting:
            kernel.point(self.op)
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        # One step: it begins to wait and lets go of the lock. Named by the lock, which is what others could notice.
        kernel.point(self._lock.op if isinstance(self._lock, Lock) else self.op, WAIT, self)
        kernel.ops.append((kernel.current.id, self.op))
        notice = Notice(self)
        self._waiters.append(notice)
        saved = self._let_go()
        deadline = None if timeout is None else kernel.now + nanoseconds(max(0.0, timeout))
        task = kernel.current
        task.may_wake = kernel.spurious > 0 and deadline is None
        try:
            given = kernel.block_until(self.op, notice.is_given, deadline, WAIT, notice)
            if not given and deadline is None:
                _woke_for_no_reason(kernel)
                given = True
        finally:
            task.may_wake = False
            if not kernel.aborting:
                self._take_again(saved)
            # Not before it has the lock: until then a notice may still go to one whose time is up, and is lost on it.
            if notice in self._waiters:
                self._waiters.remove(notice)
        return given

    def _let_go(self) -> object:
        if isinstance(self._lock, Lock) and not isinstance(self._lock, RLock):
            self._lock._give()
            return None
        return self._lock._release_save() if hasattr(self._lock, "_release_save") else self._lock.release()

    def _take_again(self, saved: Any) -> None:  # noqa: ANN401 - whatever the lock gave
        if hasattr(self._lock, "_acquire_restore"):
            self._lock._acquire_restore(saved)
        else:
            self._lock.acquire()

    def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:  # noqa: ANN401 - as `threading` has it
        """Wait until the predicate holds; returns its last value."""
        kernel = self._settle()
        end = None if timeout is None else kernel.now + nanoseconds(max(0.0, timeout))
        result = predicate()
        while not result:
            if end is not None and end <= kernel.now:
                break
            self.wait(None if end is None else (end - kernel.now) / 1e9)
            result = predicate()
        return result

    def notify(self, n: int = 1) -> None:
        """Give a notice to the `n` that have waited longest."""
        kernel = self._settle()
        if kernel.aborting:
            return
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        kernel.point(self.op, NOTIFY, self)
        for _ in range(min(n, len(self._waiters))):
            self._waiters.popleft().given = True

    def notify_all(self) -> None:
        """Give a notice to all that wait."""
        self.notify(len(self._waiters))

    notifyAll = notify_all  # noqa: N815 - the old name is still there in `threading`

    def __hash__(self) -> int:
        return self.number

    def __repr__(self) -> str:
        return f"<simulated {self.op.place}, {len(self._waiters)} waiting>"


def _deadline(kernel: Kernel, blocking: bool, timeout: float | None) -> int | None:
    """Return until when to wait: None for ever, now for a try. Raises what the real ones raise."""
    if not isinstance(timeout, int | float) or (timeout != -1 and not (blocking and 0 <= timeout <= LONGEST)):
        _thread.allocate_lock().acquire(blocking, timeout)  # type: ignore[arg-type]  # raises what is wrong with it
    if not blocking:
        return kernel.now
    return None if timeout == -1 else kernel.now + nanoseconds(timeout or 0)
