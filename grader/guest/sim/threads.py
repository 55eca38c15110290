"""Thread and Timer of the simulated machine, and who is who among its tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from grader.explore.schedule import SYNC, Op
from grader.guest.sim.kernel import Kernel, running
from grader.guest.sim.task import JOIN, LOOK, NOTHING_DONE, RAISED, Abort, Task, Unseen, nanoseconds

_MAIN: Final = 0


class ExceptHookArgs(NamedTuple):
    """What `threading.excepthook` is called with."""

    exc_type: type[BaseException]
    exc_value: BaseException
    exc_traceback: object
    thread: object


class Thread:
    """A thread of control; may be subclassed like the real one, so no subclass would use its own names."""

    def __init__(
        self,
        group: None = None,
        target: Callable[..., Any] | None = None,
        name: str | None = None,
        args: Iterable[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        daemon: bool | None = None,
    ) -> None:
        if group is not None:
            raise AssertionError("group argument must be None for now")
        self._sim_kernel = running()
        self._sim_task: Task | None = None
        self._started = False
        self._target, self._args, self._kwargs = target, args, dict(kwargs or {})
        self._sim_number = self._sim_kernel.number("thread")
        self._name = str(name) if name else _default_name(self._sim_kernel, target)
        self._daemonic = current_thread().daemon if daemon is None else bool(daemon)
        self._initialized = True

    # What a student uses

    def start(self) -> None:
        """Let `run` be run in a task of its own."""
        if not getattr(self, "_initialized", False):
            raise RuntimeError("thread.__init__() not called")
        if self._started:
            raise RuntimeError("threads can only be started once")
        self._started = True
        self._sim_task = self._sim_kernel.spawn(self._bootstrap, self._name, daemon=self._daemonic)
        self._sim_task.thread = self

    def run(self) -> None:
        """Call the target; a subclass does something else here."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            del self._target, self._args, self._kwargs

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread has ended, or time is up."""
        if not getattr(self, "_initialized", False):
            raise RuntimeError("Thread.__init__() not called")
        task = self._sim_task
        if task is None:
            raise RuntimeError("cannot join thread before it is started")
        kernel = running()
        if task is kernel.current:
            raise RuntimeError("cannot join current thread")
        deadline = None if timeout is None else kernel.now + nanoseconds(max(0.0, timeout))
        op = task.op if timeout is None else Op(SYNC, task.op.place)
        kernel.block_until(op, lambda: task.ended, deadline, JOIN, self)

    def is_alive(self) -> bool:
        """Whether the thread has started and not ended yet."""
        if not getattr(self, "_initialized", False):
            raise AssertionError("Thread.__init__() not called")
        if self._sim_task is None:
            return False
        running().point(Op(SYNC, self._sim_task.op.place), LOOK, self)
        return not self._sim_task.ended

    @property
    def name(self) -> str:
        """The thread's name."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = str(name)
        if self._sim_task is not None:
            self._sim_task.name = self._name

    @property
    def daemon(self) -> bool:
        """Whether the program may end while the thread runs."""
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic: bool) -> None:
        if not getattr(self, "_initialized", False):
            raise RuntimeError("Thread.__init__() not called")
        if self._started:
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = bool(daemonic)

    @property
    def ident(self) -> int | None:
        """A number that no other thread of the run has; None before the start."""
        return None if self._sim_task is None else self._sim_task.id + 1

    @property
    def native_id(self) -> int | None:
        """As `ident`."""
        return self.ident

    # The old names, still there in `threading`

    def getName(self) -> str:  # noqa: N802
        """As `name`."""
        return self.name

    def setName(self, name: str) -> None:  # noqa: N802
        """As `name`."""
        self.name = name

    def isDaemon(self) -> bool:  # noqa: N802
        """As `daemon`."""
        return self.daemon

    def setDaemon(self, daemonic: bool) -> None:  # noqa: N802
        """As `daemon`."""
        self.daemon = daemonic

    # The inside

    def _bootstrap(self) -> None:
        try:
            self.run()
        except Abort:
            pass
        except BaseException as error:
            self._sim_tell(error)

    def _sim_tell(self, error: BaseException) -> None:
        """Hand the exception to the hook, the student's own or ours."""
        from grader.guest.sim.library import threading_module

        kernel = running()
        if kernel.watcher is not None:
            kernel.watcher(kernel.current, NOTHING_DONE, RAISED, error)
        hook = getattr(threading_module(), "excepthook", excepthook)
        hook(ExceptHookArgs(type(error), error, error.__traceback__, self))

    def __hash__(self) -> int:
        return self._sim_number  # no text in it, whose hash differs from process to process

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        state = "initial" if not self._started else "stopped" if self._sim_task and self._sim_task.ended else "started"
        state += " daemon" * self._daemonic + (f" {self.ident}" if self._started else "")
        return f"<{type(self).__name__}({self._name}, {state})>"


class MainThread(Thread):
    """The thread of a task that no student's code has made."""

    def __init__(self, task: Task) -> None:
        super().__init__(name="MainThread" if task.id == _MAIN else task.name, daemon=False)
        self._started = True
        self._sim_task = task


class Timer(Thread):
    """Calls a function after a time, unless it is cancelled."""

    def __init__(
        self,
        interval: float,
        function: Callable[..., Any],
        args: Iterable[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        from grader.guest.sim.library import threading_module

        self.interval = interval
        self.function = function
        self.args = args if args is not None else []
        self.kwargs = kwargs if kwargs is not None else {}
        self.finished = threading_module().Event()

    def cancel(self) -> None:
        """Don't call it any more."""
        self.finished.set()

    def run(self) -> None:
        """Wait and call."""
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


def _default_name(kernel: Kernel, target: object) -> str:
    name = f"Thread-{kernel.number('unnamed thread')}"
    label = getattr(target, "__name__", "")
    return f"{name} ({label})" if label else name


def current_thread() -> Thread:
    """Return the thread of the current task."""
    task = running().current.root
    if task.thread is None:
        thread = MainThread.__new__(MainThread)
        task.thread = thread
        thread._daemonic = False
        thread.__init__(task)  # type: ignore[misc]  # its own constructor asks for the current thread
    return task.thread  # type: ignore[return-value]  # only threads are ever put there


def get_ident() -> int:
    """Return the number of the current thread."""
    return running().current.root.id + 1


def excepthook(args: Any) -> None:  # noqa: ANN401 - as `threading` calls it
    """Note an exception that ended a thread unseen."""
    if args.exc_type is SystemExit:
        return
    name = args.thread.name if args.thread is not None else "a thread"
    running().unseen.append(Unseen(name, args.exc_value))
