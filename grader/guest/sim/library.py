"""The standard library's own modules for threads, loaded a second time on top of our primitives.

`threading` (its Semaphore, Event and Barrier), `queue` and `concurrent.futures` are executed from their own source with
an `__import__` that hands out simulated modules. So they behave as documented, on each version of Python, because they
are the documented code. Only what is smaller than that is ours: Lock, RLock, Condition, SimpleQueue, Thread, Timer
and the clock.
"""

from __future__ import annotations

import builtins
import functools
import importlib.util
import itertools
import os
import time as real_time
import types
from collections.abc import Callable, Mapping
from queue import Empty
from typing import Any, Final

from grader.guest.sim import threads
from grader.guest.sim.kernel import is_running, running
from grader.guest.sim.locks import LONGEST, Condition, Lock, RLock
from grader.guest.sim.refuse import refusing
from grader.guest.sim.simple import SimpleQueue
from grader.guest.sim.task import CLOCK_READ, LOOK, nanoseconds

EPOCH: Final = 1_700_000_000
"""What `time.time()` says at the beginning of each run, in seconds."""

Import = Callable[..., types.ModuleType]


# The clock


def _now() -> int:
    if not is_running():
        return 0
    kernel = running()
    kernel.point(CLOCK_READ)
    return kernel.now


def _sleep(seconds: float) -> None:
    if not (isinstance(seconds, int | float) and 0 <= seconds <= LONGEST):
        real_time.sleep(seconds)  # raises what is wrong with it
    running().sleep(nanoseconds(seconds))


def _time_module() -> types.ModuleType:
    made = types.ModuleType("time", real_time.__doc__)
    vars(made).update({name: value for name, value in vars(real_time).items() if not name.startswith("__")})
    made.sleep = _sleep  # type: ignore[attr-defined]  # a module takes any attribute
    for name in ("monotonic", "perf_counter", "process_time", "thread_time"):
        setattr(made, name, lambda: _now() / 1e9)
        setattr(made, f"{name}_ns", _now)
    made.time = lambda: EPOCH + _now() / 1e9  # type: ignore[attr-defined]
    made.time_ns = lambda: EPOCH * 10**9 + _now()  # type: ignore[attr-defined]
    return made


# Loading a module a second time


@functools.cache
def _code_of(name: str) -> types.CodeType:
    found = importlib.util.find_spec(name)
    assert found is not None  # noqa: S101 - a module of the standard library
    assert found.origin is not None  # noqa: S101
    with open(found.origin, encoding="utf-8") as file:
        return compile(file.read(), found.origin, "exec")


def execute(
    name: str, code: types.CodeType, import_: Import, own: Mapping[str, object] | None = None
) -> types.ModuleType:
    """Execute a module's code with an `__import__` of its own; `own` are further builtins of its own."""
    made = types.ModuleType(name)
    made.__dict__.update(
        __builtins__={**vars(builtins), "__import__": import_, **(own or {})},
        __file__=code.co_filename,
        __package__=name if os.path.basename(code.co_filename) == "__init__.py" else name.rpartition(".")[0],
    )
    exec(code, made.__dict__)  # noqa: S102 - this is what the machine is for
    return made


def again(name: str, modules: Mapping[str, types.ModuleType]) -> types.ModuleType:
    """Load a module of the standard library once more, with these modules in place of the real ones."""
    return execute(name, _code_of(name), importer(modules))


def importer(modules: Mapping[str, types.ModuleType]) -> Import:
    """Return an `__import__` that gives these modules, and the real ones where it has none."""

    def import_(
        name: str,
        globals: Any = None,  # noqa: A002, ANN401 - the names of `__import__`
        locals: object = None,  # noqa: A002
        fromlist: Any = (),  # noqa: ANN401
        level: int = 0,
    ) -> types.ModuleType:
        full = importlib.util.resolve_name("." * level + name, globals["__package__"]) if level else name
        if full in modules:
            return modules[full] if fromlist else modules[full.partition(".")[0]]
        return __import__(name, globals, locals, fromlist, level)  # type: ignore[arg-type]  # passed on as it came

    return import_


# The modules


@functools.cache
def threading_module() -> types.ModuleType:
    """Return `threading` on the simulated machine."""
    quiet = types.ModuleType("os")
    vars(quiet).update({name: value for name, value in vars(os).items() if name != "register_at_fork"})
    made = again("threading", {"os": quiet, "time": time_module()})
    for kind in (RLock, Condition):
        setattr(made, kind.__name__, kind)
    for name in ("Thread", "Timer", "current_thread", "get_ident", "excepthook", "ExceptHookArgs"):
        setattr(made, name, getattr(threads, name))
    names: dict[str, object] = {
        "Lock": Lock,
        "_allocate_lock": Lock,
        "currentThread": threads.current_thread,
        "__excepthook__": threads.excepthook,
        "get_native_id": threads.get_ident,
        "main_thread": _main_thread,
        "enumerate": lambda: [thread_of(task) for task in running().living],
        "active_count": lambda: len(running().living),
        "activeCount": lambda: len(running().living),
        "_register_atexit": lambda *_args, **_kwargs: None,
        "settrace": refusing("threading.settrace", ()),
        "setprofile": refusing("threading.setprofile", ()),
    }
    event: Any = vars(made)["Event"]
    names["Event"] = type("Event", (event,), {"is_set": _is_set, "isSet": _is_set, "__module__": "threading"})
    for name, value in names.items():
        setattr(made, name, value)
    return made


def _is_set(event: Any) -> bool:  # noqa: ANN401 - a class of the module loaded above
    # Named by the lock: `set` and `clear` change the flag while they hold it.
    lock = event._cond._lock
    lock._settle(running())
    running().point(lock.op, LOOK, event)
    return bool(event._flag)


def _main_thread() -> object:
    return thread_of(running().tasks[0])


def thread_of(task: Any) -> object:  # noqa: ANN401 - a Task
    """Return the thread object of a task."""
    kernel = running()
    current, kernel.current = kernel.current, task
    try:
        return threads.current_thread()
    finally:
        kernel.current = current


@functools.cache
def time_module() -> types.ModuleType:
    """Return `time` on the simulated machine."""
    return _time_module()


@functools.cache
def _queue_module() -> types.ModuleType:
    return again("queue", {"_queue": _queue_in_c(), "threading": threading_module(), "time": time_module()})


@functools.cache
def _queue_in_c() -> types.ModuleType:
    made = types.ModuleType("_queue")
    vars(made).update(SimpleQueue=SimpleQueue, Empty=Empty)
    return made


@functools.cache
def _futures() -> dict[str, types.ModuleType]:
    base: dict[str, types.ModuleType] = {
        "threading": threading_module(),
        "time": _ticking_time(),
        "queue": _queue_module(),
    }
    concurrent, futures = types.ModuleType("concurrent"), types.ModuleType("concurrent.futures")
    concurrent.futures = futures  # type: ignore[attr-defined]
    made = {"concurrent": concurrent, "concurrent.futures": futures}
    quiet = types.ModuleType("os")
    vars(quiet).update({name: value for name, value in vars(os).items() if name != "register_at_fork"})
    futures._base = made["concurrent.futures._base"] = again("concurrent.futures._base", base | made)  # type: ignore[attr-defined]
    futures.thread = made["concurrent.futures.thread"] = again(  # type: ignore[attr-defined]
        "concurrent.futures.thread", base | made | {"os": quiet}
    )
    _tame(vars(futures._base))
    for name, value in vars(futures._base).items():
        if not name.startswith("_"):
            setattr(futures, name, value)
    futures.ProcessPoolExecutor = refusing("concurrent.futures.ProcessPoolExecutor", ())  # type: ignore[attr-defined]
    futures.process = types.SimpleNamespace(ProcessPoolExecutor=futures.ProcessPoolExecutor)  # type: ignore[attr-defined]
    futures.ThreadPoolExecutor = futures.thread.ThreadPoolExecutor  # type: ignore[attr-defined]
    return made


def _ticking_time() -> types.ModuleType:
    """A clock that is a nanosecond later each time that it is read.

    `as_completed` waits until its time is over by more than nothing, which virtual time by itself never is.
    """
    made = _time_module()
    made.monotonic = lambda: (_now() + running().number("tick")) / 1e9  # type: ignore[attr-defined]
    return made


def _tame(base: dict[str, Any]) -> None:
    """Let futures come out of a set in the order of their making, and nothing be logged when a run is ended."""
    make = base["Future"].__init__

    def numbered(future: Any) -> None:  # noqa: ANN401 - a class of the module loaded above
        make(future)
        future._number = running().number("future") if is_running() else 0

    base["Future"].__init__ = numbered
    base["Future"].__hash__ = lambda future: future._number
    base["LOGGER"] = _Logger()


class _Logger:
    """Stands for the logger of `concurrent.futures`: real logging locks, and would tell of each run that is ended."""

    def _log(self, *args: object, **kwargs: object) -> None:
        """Say nothing."""

    critical = exception = warning = debug = _log


_MODULES: Final[dict[str, Callable[[], types.ModuleType]]] = {
    "threading": threading_module,
    "time": time_module,
    "queue": _queue_module,
    "_queue": _queue_in_c,
    "concurrent": lambda: _futures()["concurrent"],
    "concurrent.futures": lambda: _futures()["concurrent.futures"],
    "concurrent.futures.thread": lambda: _futures()["concurrent.futures.thread"],
    "concurrent.futures._base": lambda: _futures()["concurrent.futures._base"],
}


class Library(Mapping[str, types.ModuleType]):
    """The simulated modules by name, each loaded when it is first asked for."""

    def __getitem__(self, name: str) -> types.ModuleType:
        return _MODULES[name]()

    def __iter__(self) -> Any:  # noqa: ANN401 - an iterator of names
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)

    def __contains__(self, name: object) -> bool:
        return name in _MODULES


def begin_run() -> None:
    """Forget what modules that live longer than a run keep from the last one; load them before the first.

    Loaded in a run, they would number their locks in that one.
    """
    thread: Any = _futures()["concurrent.futures.thread"]
    thread.ThreadPoolExecutor._counter = itertools.count().__next__
    thread._threads_queues.clear()
    thread._shutdown = False
