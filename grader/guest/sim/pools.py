"""`ThreadPool` and `multiprocessing.dummy`: the standard library's own modules, executed on simulated threads.

Both are threads under the names of processes. Of the rest of `multiprocessing` they use a pipe, by which a pool wakes
the thread that looks after its workers, and a finalizer; these two stand here. All else there is about processes: it is
the real one, and what starts, waits for or guards a process is refused by name (see `refuse`).

Rules:
- They are executed anew in each run that asks for them: they number their jobs, and remember who imported them.
- A pool that is dropped is terminated then and there, by whoever dropped it, as its finalizer has it for real. One that
  is part of a cycle waits for the garbage collector, which never comes within a run.
- A pool that nobody closes lives on. Its threads are daemons and wait for ever, which ends the run with them left.
- `ThreadPool()` has as many threads on any machine, or a schedule would not mean the same there.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import types
import warnings
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from grader.explore.schedule import SYNC, Op
from grader.guest.sim.kernel import is_running, running
from grader.guest.sim.library import Library, again
from grader.guest.sim.refuse import Find, StandIn, refuse
from grader.guest.sim.task import ACQUIRE, LOOK, NOTIFY, WAIT

PROCESSORS: Final = 4
_PACKAGE: Final = "multiprocessing"
_NAMES: Final = ("multiprocessing.dummy.connection", "multiprocessing.dummy", "multiprocessing.pool")
"""In this order each finds those that it imports; what it imports only when it is called may come later."""


class Pools(Mapping[str, types.ModuleType]):
    """The modules of one run by name. `files` are the submission's."""

    def __init__(self, files: Collection[str], stand_in: Find) -> None:
        self._files = files
        self._stand_in = stand_in

    def __getitem__(self, name: str) -> types.ModuleType:
        return self._package if name == _PACKAGE else self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter((_PACKAGE, *_NAMES))

    def __len__(self) -> int:
        return 1 + len(_NAMES)

    def __contains__(self, name: object) -> bool:
        return name == _PACKAGE or name in _NAMES

    @functools.cached_property
    def _package(self) -> types.ModuleType:
        return _Package(self._stand_in(_PACKAGE) or multiprocessing, self)

    @functools.cached_property
    def _made(self) -> dict[str, types.ModuleType]:
        found = {**Library(), **_surroundings()}
        for name in _NAMES:
            found[name] = again(name, found)
        connection, dummy, pool = (found[name] for name in _NAMES)
        vars(dummy).update(connection=connection, Manager=lambda: dummy)  # the real one finds itself in sys.modules
        _guard(vars(pool)["Pool"], vars(pool)["ThreadPool"], self._files)
        return found


class _Package(StandIn):
    """What a submission finds as `multiprocessing`: the two are loaded when they are first asked for."""

    def __init__(self, real: types.ModuleType, pools: Pools) -> None:
        super().__init__(real, {"_pools": pools})

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        if name in ("pool", "dummy"):
            return vars(self)["_pools"][f"{_PACKAGE}.{name}"]
        return super().__getattr__(name)


def _guard(pool: Any, thread_pool: type, files: Collection[str]) -> None:  # noqa: ANN401 - a class of a loaded module
    """Let a pool be made of threads only; the class must be there, since that of threads extends it."""

    def new(cls: type, *args: object, **kwargs: object) -> object:
        del args, kwargs
        if not issubclass(cls, thread_pool):
            refuse("multiprocessing.pool.Pool", files)
        return object.__new__(cls)

    pool.__new__ = new


@functools.cache
def _surroundings() -> dict[str, types.ModuleType]:
    """Return what the modules import, but for threads: simulated where it waits, and silent where it would talk."""
    processors, quiet = _copy(os), _copy(warnings)
    vars(processors).update(cpu_count=lambda: PROCESSORS, process_cpu_count=lambda: PROCESSORS)
    vars(quiet).update(warn=_nothing)
    package = types.ModuleType(_PACKAGE)
    util, connection = types.ModuleType(f"{_PACKAGE}.util"), types.ModuleType(f"{_PACKAGE}.connection")
    vars(util).update(debug=_nothing, Finalize=_Finalize)
    vars(connection).update(wait=_wait)
    vars(package).update(util=util, get_context=_Context, TimeoutError=multiprocessing.TimeoutError)
    return {"os": processors, "warnings": quiet, _PACKAGE: package, f"{_PACKAGE}.connection": connection}


def _copy(module: types.ModuleType) -> types.ModuleType:
    made = types.ModuleType(module.__name__)
    vars(made).update({name: value for name, value in vars(module).items() if not name.startswith("__")})
    return made


def _nothing(*args: object, **kwargs: object) -> None:
    """Say nothing."""


class _Signal:
    """Stands for the pipe that wakes the thread which looks after a pool's workers; it is its own reading end."""

    def __init__(self) -> None:
        self._home = running()
        self._count = 0
        self._op = Op(SYNC, f"pipe {self._home.number('pipe')}")

    @property
    def _reader(self) -> _Signal:
        return self

    def put(self, item: object) -> None:
        """Put one more in; a pool may be dropped when its run is over, which is nobody's business."""
        del item
        if is_running() and running() is self._home:
            self._home.point(self._op, NOTIFY, self)
            self._count += 1

    def get(self) -> None:
        """Take one out, and wait until there is one."""
        self._home.block_until(self._op, lambda: bool(self._count), None, ACQUIRE, self)
        self._count -= 1

    def empty(self) -> bool:
        """Whether there is none now."""
        self._home.point(self._op, LOOK, self)
        return not self._count


def _wait(signals: list[_Signal], timeout: None = None) -> None:
    """Wait until there is something in the only pipe that a pool of threads has."""
    del timeout
    (signal,) = signals
    running().block_until(signal._op, lambda: bool(signal._count), None, WAIT, signal)


class _Context:
    """Stands for a context of `multiprocessing`, of which a pool of threads uses this alone."""

    SimpleQueue = _Signal


class _Finalize:
    """Calls a function once: when it is called itself, or when its object is dropped while the run goes on."""

    def __init__(
        self, thing: object, function: Callable[..., object], args: tuple[object, ...], exitpriority: int
    ) -> None:
        del exitpriority  # nothing comes after a run
        self._home = running()
        self._call: Callable[[], object] | None = functools.partial(function, *args)
        self._watched = weakref.ref(thing, self)

    def __call__(self, dropped: object = None) -> None:
        del dropped
        call, self._call = self._call, None
        if call is not None and is_running() and running() is self._home and not self._home.aborting:
            call()
