"""Garbage is collected between runs, not in them: when it is collected depends on all that ever ran in the process.

A finalizer that comes in the middle of a run may touch a lock, as that of an executor does, and would come at another
place in the next process. One that comes after the end of its run is ended by `Abort`, which is nobody's business.
"""

from __future__ import annotations

import gc
import sys
from typing import Any, Final

from grader.guest.sim.task import Abort

_EACH: Final = 100


class NoGarbage:
    """While it is entered, nothing is collected; now and then it collects before it ends."""

    def __init__(self) -> None:
        self._runs = 0

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        self._hook = sys.unraisablehook
        gc.disable()
        sys.unraisablehook = self._unraisable

    def __exit__(self, *_: object) -> None:
        self._runs += 1
        if self._runs % _EACH == 0:
            gc.collect(0)  # what came up in these runs: all else that is there would be gone through each time
        sys.unraisablehook = self._hook
        if self._was_on:
            gc.enable()

    def _unraisable(self, told: Any) -> None:  # noqa: ANN401 - as the interpreter calls it
        if not issubclass(told.exc_type, Abort):
            self._hook(told)
