"""What a submission finds as `asyncio`: the real package, with loops of ours and without networks and processes."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import types
import warnings
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import Any

from grader.guest.sim.kernel import is_running, running
from grader.guest.sim.library import Library
from grader.guest.sim.loop import Loop
from grader.guest.sim.loop_tasks import chained
from grader.guest.sim.task import NEVER_AWAITED, Trouble, frames_here


class Runner(asyncio.Runner):  # type: ignore[misc]  # final for users; this one stands in its place
    """`asyncio.Runner` on a loop of the simulated machine."""

    def __init__(self, *, debug: bool | None = None, loop_factory: Callable[[], Any] | None = None) -> None:
        super().__init__(debug=debug, loop_factory=loop_factory or Loop)

    def close(self) -> None:
        """Note what still runs, before it is cancelled."""
        loop = self._loop  # type: ignore[attr-defined]  # private, and the same since 3.11
        if isinstance(loop, Loop) and not loop.is_closed():
            loop.note_left()
        super().close()


def run(
    main: Coroutine[Any, Any, Any], *, debug: bool | None = None, loop_factory: Callable[[], Any] | None = None
) -> Any:  # noqa: ANN401 - whatever the coroutine returns
    """Run a coroutine to its end, as `asyncio.run` does."""
    if asyncio._get_running_loop() is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    with Runner(debug=debug, loop_factory=loop_factory) as runner:
        return runner.run(main)


def get_event_loop() -> asyncio.AbstractEventLoop:
    """Return the running loop, or the one that the thread has, or a new one, as a main thread gets it."""
    found = asyncio._get_running_loop()
    if found is None:
        with contextlib.suppress(RuntimeError), warnings.catch_warnings(action="ignore"):
            found = asyncio.get_event_loop_policy().get_event_loop()
    if isinstance(found, Loop) and found.is_current():
        return found
    made = Loop()
    asyncio.set_event_loop(made)
    return made


def wrap_future(future: Any, *, loop: Any = None) -> Any:  # noqa: ANN401 - futures of either kind
    """Return a future of the loop that ends as one of a simulated executor does."""
    if asyncio.isfuture(future):
        return future
    home = loop or asyncio.get_running_loop()
    return chained(future, home) if isinstance(home, Loop) else asyncio.wrap_future(future, loop=home)


def run_coroutine_threadsafe(coro: Coroutine[Any, Any, Any], loop: Any) -> Any:  # noqa: ANN401 - a simulated future
    """Run a coroutine on the loop of another thread; returns what that other thread's caller can wait for."""
    if not asyncio.iscoroutine(coro):
        raise TypeError("A coroutine object is required")
    future = Library()["concurrent.futures"].Future()

    def begin() -> None:
        task = loop.create_task(coro)
        task.add_done_callback(end)
        future.add_done_callback(lambda done: loop.call_soon_threadsafe(task.cancel) if done.cancelled() else None)

    def end(task: asyncio.Task[Any]) -> None:
        if task.cancelled():
            future.cancel()
        elif not future.set_running_or_notify_cancel():
            return
        elif (error := task.exception()) is not None:
            future.set_exception(error)
        else:
            future.set_result(task.result())

    loop.call_soon_threadsafe(begin)
    return future


def as_completed(fs: Iterable[Any], *, timeout: float | None = None) -> Any:  # noqa: ANN401 - what asyncio gives
    """Return what `asyncio.as_completed` does, with a task for each coroutine made in the order of `fs`.

    The real one makes them out of a set of coroutines: in the order of addresses, which is another one in each run.
    """
    if asyncio.isfuture(fs) or asyncio.iscoroutine(fs):
        return asyncio.as_completed(fs, timeout=timeout)  # raises TypeError
    if sys.version_info >= (3, 13):
        return asyncio.as_completed(_tasks(fs), timeout=timeout)
    return _completed(fs, timeout)


def _completed(fs: Iterable[Any], timeout: float | None) -> Iterator[Any]:
    """Make the tasks when the first of them is asked for, as asyncio does before 3.13."""
    yield from asyncio.as_completed(_tasks(fs), timeout=timeout)


def _tasks(fs: Iterable[Any]) -> list[asyncio.Future[Any]]:
    return [asyncio.ensure_future(each) for each in dict.fromkeys(fs)]


def names() -> dict[str, object]:
    """Return what stands in the place of the real names, and begin to note coroutines that nobody awaits."""
    vars(warnings)["_warn_unawaited_coroutine"] = _note_unawaited
    return {
        "run": run,
        "Runner": Runner,
        "new_event_loop": Loop,
        "get_event_loop": get_event_loop,
        "wrap_future": wrap_future,
        "as_completed": as_completed,
        "run_coroutine_threadsafe": run_coroutine_threadsafe,
    }


def _note_unawaited(coro: types.CoroutineType[Any, Any, Any]) -> None:
    """Note it, where the interpreter would warn."""
    if is_running() and not running().aborting:
        running().trouble.append(Trouble(NEVER_AWAITED, coro.__qualname__, frames_here()))
