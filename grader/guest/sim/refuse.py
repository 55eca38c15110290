"""What the machine can't simulate is refused when it is called, by a sentence that says what and where.

A submission may import such a module for another part of its work, so the import alone is no reason. Stand-ins pass
everything on to the real module but what is listed here. A refusal is noted in the kernel: a submission that catches
the exception is not explored either.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
import types
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, NoReturn

from grader.guest.sim.kernel import is_running, running

REFUSED: Final[dict[str, str]] = {
    "os": "fork forkpty posix_spawn posix_spawnp system popen wait waitpid wait3 wait4 waitid pause",
    "sys": "settrace setprofile",
    "signal": "pause sigwait sigwaitinfo sigtimedwait alarm setitimer pthread_kill",
    "select": "select poll epoll kqueue devpoll",
    "selectors": "DefaultSelector SelectSelector PollSelector EpollSelector KqueueSelector DevpollSelector",
    "socket": "socket create_connection create_server socketpair fromfd",
    "socketserver": "TCPServer UDPServer ThreadingTCPServer ThreadingUDPServer",
    "subprocess": "Popen run call check_call check_output getoutput getstatusoutput",
    "asyncio": (
        "open_connection start_server open_unix_connection start_unix_server create_subprocess_exec "
        "create_subprocess_shell SelectorEventLoop ProactorEventLoop DefaultEventLoopPolicy set_event_loop_policy"
    ),
    "sched": "scheduler",
    "_thread": "start_new_thread start_new allocate_lock allocate RLock start_joinable_thread",
    "multiprocessing": (
        "Process Pool Queue SimpleQueue JoinableQueue Pipe Manager Lock RLock Semaphore BoundedSemaphore Event "
        "Condition Barrier Value Array RawValue RawArray"
    ),
    "multiprocessing.connection": "Client Listener Pipe wait",
    "multiprocessing.context": "Process ForkProcess SpawnProcess ForkServerProcess",
    "multiprocessing.process": "BaseProcess",
    "multiprocessing.queues": "Queue JoinableQueue SimpleQueue",
    "multiprocessing.shared_memory": "SharedMemory ShareableList",
    "multiprocessing.synchronize": "Lock RLock Semaphore BoundedSemaphore Event Condition Barrier",
    "concurrent.futures.process": "ProcessPoolExecutor",
}
"""By module what is refused when it is called."""


Find = Callable[[str], types.ModuleType | None]
"""Finds the stand-in of a module; None where it needs none."""


class NotExplorableError(Exception):
    """The program does what the machine can't simulate; the message says what and where."""


def refuse(what: str, files: Collection[str] = ()) -> NoReturn:
    """Note and raise that the submission uses `what`."""
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename not in files:
        frame = frame.f_back
    where = "" if frame is None else f" ({os.path.basename(frame.f_code.co_filename)}, line {frame.f_lineno})"
    error = NotExplorableError(f"it uses {what}{where}, which runs, switches or blocks where the machine has no say")
    if is_running() and running().fault is None:
        running().fault = error
    raise error


class StandIn(types.ModuleType):
    """Has some names of its own, and all others from the real module; `find` finds the stand-ins of submodules."""

    def __init__(self, real: types.ModuleType, own: dict[str, Any], find: Find | None = None) -> None:
        super().__init__(real.__name__)
        public = getattr(real, "__all__", None) or [name for name in dir(real) if not name.startswith("_")]
        vars(self).update({"_real": real, "_find": find, "__all__": public}, **own)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        value, find = getattr(vars(self)["_real"], name), vars(self)["_find"]
        if find is not None and isinstance(value, types.ModuleType):
            return find(value.__name__) or value  # a submodule, as `import multiprocessing.queues` has it
        return value

    def __setattr__(self, name: str, value: object) -> None:
        setattr(vars(self)["_real"], name, value)


def refusing(what: str, files: Collection[str]) -> Any:  # noqa: ANN401 - stands for functions and classes
    """Return what can be called or be the base of a class, and is refused when it is called."""

    def new(cls: type, *args: object, **kwargs: object) -> NoReturn:
        del cls, args, kwargs
        refuse(what, files)

    return type(what.rpartition(".")[2], (), {"__new__": new, "__module__": what.rpartition(".")[0]})


def _nothing(*args: object, **kwargs: object) -> None:
    """Do nothing."""


class _Context:
    """A context of `multiprocessing`: to ask for one does no harm, and what it has is refused as the module's is."""

    def __init__(self, real: object, own: Mapping[str, object]) -> None:
        self._real, self._own = real, own

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a context has
        if name == "get_context":
            return lambda method=None: _Context(self._real.get_context(method), self._own)  # type: ignore[attr-defined]
        return self._own[name] if name in self._own else getattr(self._real, name)


def stand_ins(files: Collection[str]) -> Find:
    """Return what finds the stand-in of a module, None where it needs none. `files` are the submission's."""

    @functools.cache
    def find(name: str) -> types.ModuleType | None:
        if name not in REFUSED:
            return None
        real = importlib.import_module(name)
        own = {each: refusing(f"{name}.{each}", files) for each in REFUSED[name].split() if hasattr(real, each)}
        if name == "multiprocessing":
            own["get_context"] = _Context(real, dict(own)).get_context
            # A file says it once, as it is imported; here it is executed in each run.
            own["set_start_method"] = _nothing
        if name == "asyncio":
            from grader.guest.sim import coroutines  # only those who import it pay for it

            own.update(coroutines.names())
        return StandIn(real, own, find)

    return find
