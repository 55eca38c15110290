"""Threads of the operating system that tasks run on, used again from run to run because making one is slow.

Within one run a worker serves one task only, so that what the real interpreter keeps for each thread
(`threading.local`, context variables) is a task's own.
"""

from __future__ import annotations

import _thread
import contextvars
import sys
from collections.abc import Callable


class Worker:
    """One thread: waits for its baton, does its job, and waits again."""

    def __init__(self, tracer: Callable[..., object] | None) -> None:
        self.baton = _thread.allocate_lock()
        self.baton.acquire()
        self.job: Callable[[], None] = _nothing
        self.ident = 0
        self._tracer = tracer
        _thread.start_new_thread(self._serve, ())

    def _serve(self) -> None:
        self.ident = _thread.get_ident()
        while True:
            self.baton.acquire()
            if self._tracer is not None:  # each time: the interpreter forgets a tracer out of which an exception came
                sys.settrace(self._tracer)  # type: ignore[arg-type]  # its exact type is the interpreter's business
            contextvars.Context().run(self.job)


def _nothing() -> None:
    """The job of a worker that has none."""


class Workers:
    """Hires workers for a run and takes them back after it. `tracer` is set in each, where instrumentation needs it."""

    def __init__(self, tracer: Callable[..., object] | None = None) -> None:
        self._tracer = tracer
        self.nobody = Worker(None)
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []
        self.lost = 0

    def hire(self) -> Worker:
        """Return a worker that has no job."""
        worker = self._idle.pop() if self._idle else Worker(self._tracer)
        self._busy.append(worker)
        return worker

    def lose(self, worker: Worker) -> None:
        """Give up a worker whose job never ends."""
        self._busy.remove(worker)
        self.lost += 1

    def rest(self) -> None:
        """Take all workers back: the run is over."""
        self._idle += self._busy
        self._busy = []
