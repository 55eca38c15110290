"""What an event loop of the simulated machine has to do with threads: who wakes it up, and its executors."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import base_events
from collections.abc import Callable, Iterator
from typing import Any

from grader.explore.schedule import SYNC, Op
from grader.guest.sim.kernel import is_running, running
from grader.guest.sim.library import Library
from grader.guest.sim.loop_tasks import chained
from grader.guest.sim.task import NOTIFY


class LoopThreads(base_events.BaseEventLoop):
    """An event loop that belongs to a simulated thread, and that others can call."""

    def __init__(self) -> None:
        super().__init__()
        self._kernel = running()
        self._owner = self._kernel.current
        self._op = Op(SYNC, f"loop {self._kernel.number('loop')}")
        self._woken = False
        self._threads: Any = None

    def is_current(self) -> bool:
        """Whether it is a loop of the run that goes on."""
        return is_running() and running() is self._kernel

    def _write_to_self(self) -> None:
        if self.is_current():
            self._kernel.point(self._op, NOTIFY, self)
            self._woken = True

    def run_in_executor(  # type: ignore[override]  # a simulated executor is none of the real ones
        self,
        executor: Any,  # noqa: ANN401 - as asyncio has it
        func: Callable[..., Any],
        *args: Any,  # noqa: ANN401
    ) -> asyncio.Future[Any]:
        """Run a function on a simulated thread; returns a future of this loop."""
        if executor is None:
            if self._threads is None:
                self._threads = Library()["concurrent.futures"].ThreadPoolExecutor(thread_name_prefix="asyncio")
            executor = self._threads
        with self._as_itself():
            return chained(executor.submit(func, *args), self)

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Wait until the threads of the default executor have ended."""
        del timeout
        if self._threads is None:
            return
        ended = self.create_future()

        def end() -> None:
            self._threads.shutdown()
            self.call_soon_threadsafe(ended.set_result, None)

        thread = Library()["threading"].Thread(target=end)
        with self._as_itself():
            thread.start()
        await ended
        with self._as_itself():
            thread.join()

    @contextlib.contextmanager
    def _as_itself(self) -> Iterator[None]:
        """Wait for a moment on behalf of the loop: that is no blocking call of the task's."""
        kernel = self._kernel
        before = kernel.current
        kernel.become(self._owner)
        try:
            yield
        finally:
            kernel.become(before)
