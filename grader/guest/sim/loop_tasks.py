"""What asyncio has on a loop of the simulated machine: its own tasks and futures, numbered instead of addressed.

asyncio keeps tasks in sets, and goes through them: to cancel a group, to wait for several, to end a loop. By addresses
the order would be another one in each run. It is the last made first, as far as a set's places allow: who relies on the
order of making (`[task.result() for task in done]`) relies on luck.
"""

from __future__ import annotations

import _thread
import asyncio
import contextlib
import os
import traceback
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.guest.sim.refuse import refuse
from grader.guest.sim.task import DESTROYED, UNRETRIEVED, Frames, Trouble

if TYPE_CHECKING:
    pass


class LoopTask(asyncio.Task[Any]):
    """A task that is hashed by its number, and knows where it was made."""

    number = 0
    made: Frames = ()

    def __hash__(self) -> int:
        return ~self.number


class LoopFuture(asyncio.Future[Any]):
    """A future that is hashed by its number."""

    number = 0

    def __hash__(self) -> int:
        return ~self.number


for _kind in (LoopTask, LoopFuture):
    _kind.__name__ = _kind.__qualname__ = _kind.__name__.removeprefix("Loop")  # as a student sees it


_LIBRARY: Final = os.path.dirname(asyncio.__file__)
_MESSAGES: Final = {"Task was destroyed but it is pending!": DESTROYED, "exception was never retrieved": UNRETRIEVED}
UNSEEN: Final = (
    "add_reader", "add_writer", "connect_accepted_socket", "connect_read_pipe", "connect_write_pipe",
    "create_connection", "create_datagram_endpoint", "create_server", "create_unix_connection", "create_unix_server",
    "getaddrinfo", "getnameinfo", "sendfile", "sock_accept", "sock_connect", "sock_recv", "sock_recv_into",
    "sock_recvfrom", "sock_sendall", "sock_sendfile", "sock_sendto", "start_tls", "subprocess_exec", "subprocess_shell",
)  # fmt: skip
"""What a loop has for networks and processes: nothing that the machine could simulate."""


_CLOSINGS: Final = 10
_AWAY: Final[list[object]] = []


def refused(name: str) -> Callable[..., object]:
    """Return a method of a loop that can't be simulated."""

    def method(*args: object, **kwargs: object) -> object:
        del args, kwargs
        refuse(f"{name} of an event loop")

    return method


def chained(source: Any, loop: asyncio.AbstractEventLoop) -> asyncio.Future[Any]:  # noqa: ANN401 - a future of the simulated executor
    """Return a future of the loop that ends as `source` does, and cancels it when it is cancelled itself."""
    target = loop.create_future()

    def copy() -> None:
        if target.cancelled():
            return
        if source.cancelled():
            target.cancel()
        elif source.exception() is not None:
            target.set_exception(source.exception())
        else:
            target.set_result(source.result())

    def cancel(done: asyncio.Future[Any]) -> None:
        if done.cancelled():
            source.cancel()

    target.add_done_callback(cancel)
    source.add_done_callback(lambda _: None if loop.is_closed() else loop.call_soon_threadsafe(copy))
    return target


def number_of(task: asyncio.Task[Any]) -> int:
    """Return a key that sorts tasks in the order of their making."""
    return task.number if isinstance(task, LoopTask) else hash(task)


def name_of(task: asyncio.Task[Any]) -> str:
    """Return what its column in a story is called."""
    name = getattr(task.get_coro(), "__qualname__", "")
    return f"{task.get_name()} {name.rpartition('<locals>.')[2]}".strip()


class Generators:
    """The asynchronous generators of a loop that have begun and not ended, in the order in which they began.

    They live as long as the loop, which closes them at its end. The real loop begins to close one when its last
    reference goes, and when that is depends on who looks: a story holds what it tells of.
    """

    def __init__(self) -> None:
        self._begun: list[AsyncGenerator[Any, Any]] = []

    def add(self, generator: AsyncGenerator[Any, Any]) -> None:
        """Keep one that makes its first step."""
        self._begun.append(generator)

    def discard(self, generator: AsyncGenerator[Any, Any]) -> None:
        """Forget one that is collected: the loop itself is."""

    def clear(self) -> None:
        """Forget all."""
        self._begun.clear()

    def __iter__(self) -> Iterator[AsyncGenerator[Any, Any]]:
        return (each for each in self._begun if each.ag_frame is not None)  # type: ignore[attr-defined]  # of a native one

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Parked(NamedTuple):
    """Where a task waits: the frames that it stands in, innermost first, and the tasks or the call that it awaits."""

    frames: tuple[FrameType, ...]
    tasks: str
    call: str

    @property
    def on(self) -> str:
        """What it awaits, in words."""
        return self.tasks or self.call

    @property
    def places(self) -> Frames:
        """Files and lines of the frames."""
        return tuple((frame.f_code.co_filename, frame.f_lineno) for frame in self.frames)


def parked(task: asyncio.Task[Any]) -> Parked:
    """Return where a task that does not run waits."""
    found: list[FrameType] = []
    waiting: Any = task.get_coro()
    while waiting is not None:
        frame = _first(waiting, "cr_frame", "gi_frame", "ag_frame")
        if frame is not None:
            found.append(frame)
        waiting = _first(waiting, "cr_await", "gi_yieldfrom", "ag_await")
    waiter = _waiter(task)
    parts = [waiter] if isinstance(waiter, asyncio.Task) else getattr(waiter, "_children", ())  # those of a gather
    tasks = [name_of(part) for part in parts if isinstance(part, asyncio.Task) and not part.done()]
    codes = [frame.f_code for frame in found if frame.f_code.co_filename.startswith(_LIBRARY)]
    calls = [code.co_qualname for code in codes if not code.co_name.startswith("_")]  # not those of `async with`
    return Parked(tuple(found[::-1]), ", ".join(tasks), calls[0] if calls else "")


def awaits_what_has_not_come(task: asyncio.Task[Any]) -> bool:
    """Whether a task waits for a future that is not done."""
    waiter = _waiter(task)
    return waiter is not None and not waiter.done()


def _waiter(task: asyncio.Task[Any]) -> Any:  # noqa: ANN401 - a future, or what behaves like one
    return task._fut_waiter  # type: ignore[attr-defined]  # private, and the same since 3.4


def _first(thing: object, *names: str) -> Any:  # noqa: ANN401 - of a coroutine, a generator or an asynchronous one
    return next((value for name in names if (value := getattr(thing, name, None)) is not None), None)


def unschedule(handle: asyncio.TimerHandle) -> None:
    """Mark a timer as no longer scheduled, as the real loop does."""
    handle._scheduled = False  # type: ignore[attr-defined]  # private, and the same since 3.4


def drop(loop: asyncio.AbstractEventLoop, tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Close what the tasks of a run that is over would still do, and put away for ever what won't be closed.

    A coroutine that catches everything and goes on is closed by whoever frees it, and never comes to its end: without
    a loop that runs, each `await` in it raises at once.
    """
    asyncio._set_running_loop(loop)
    try:
        for task in tasks:
            coro: Any = task.get_coro()
            for _ in range(_CLOSINGS):
                with contextlib.suppress(BaseException):  # whatever it raises is nobody's business any more
                    coro.close()
                if getattr(coro, "cr_frame", None) is None:
                    break
            else:
                _put_away(coro)
    finally:
        asyncio._set_running_loop(None)


def _put_away(thing: object) -> None:
    """Never free it, not even at the end of the process: a thread that never ends has it."""
    if not _AWAY:
        _thread.start_new_thread(_stay, (_AWAY,))
    _AWAY.append(thing)


def _stay(things: list[object]) -> None:
    forever = _thread.allocate_lock()
    forever.acquire()
    while forever.acquire():
        things.clear()


def task_of(handle: asyncio.Handle) -> asyncio.Task[Any] | None:
    """Return the task whose step that is; None for any other callback."""
    task = getattr(handle._callback, "__self__", None)  # type: ignore[attr-defined]  # private, and the same since 3.4
    return task if isinstance(task, asyncio.Task) and not isinstance(handle, asyncio.TimerHandle) else None


def due_at(handle: asyncio.TimerHandle) -> int:
    """Return when a timer is due. The sum of a time and a delay is off by less than half a nanosecond."""
    return round(handle.when() * 1e9)


def trouble_of(context: dict[str, Any]) -> Trouble | None:
    """Return what asyncio has to tell by the context of an error, None when it is another error."""
    message, error = context.get("message", ""), context.get("exception")
    kind = next((kind for words, kind in _MESSAGES.items() if message.endswith(words)), None)
    if kind is None:
        return None
    if kind == UNRETRIEVED:
        return unretrieved(error)
    task = context["task"]
    return Trouble(kind, name_of(task), task.made if isinstance(task, LoopTask) else ())


def unretrieved(error: BaseException | None) -> Trouble:
    """Return what is to be told of an exception that nobody looked at, and where it came from."""
    steps = traceback.walk_tb(error.__traceback__ if error is not None else None)
    frames = tuple((frame.f_code.co_filename, line) for frame, line in steps)[::-1]
    return Trouble(UNRETRIEVED, f"{type(error).__name__}: {error}", frames)
