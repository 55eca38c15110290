"""Inline: the guest in the student's own pytest process, so that `breakpoint()` and `--pdb` work.

For debugging only, and never for grades: there is no wall, and a call that hangs hangs the run. Calls go through the
same encoding as ever, so a check behaves as it does across the wall.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
from concurrent.futures import Future
from typing import Any

from grader import procfs, wire
from grader.facts import Inconclusive, Told, told_of
from grader.judge.cold import ColdHost
from grader.judge.host import Guest, Place


class InlineChannel:
    """Answers requests at once, in the thread that makes them."""

    def __init__(self, roots: tuple[str, ...], ours: tuple[str, ...]) -> None:
        # The one place where the judge imports the guest, because here it is the guest.
        from grader.guest.session import Session

        self.unseen: list[Told] = []
        self._hook = threading.excepthook
        self._numbers = itertools.count(1)
        self._session = Session(self._take, roots, ours)

    @property
    def has_news(self) -> bool:
        """Never: requests are answered where they are made."""
        return False

    def request(self, op: str, **fields: Any) -> tuple[int, Future[object]]:  # noqa: ANN401 - a frame's fields
        """Perform the request; the future has its result, or the very exception that the student's code raised."""
        number = next(self._numbers)
        future: Future[object] = Future()
        frame = {"op": op, "id": number, **fields}
        if op == "forkless":
            future.set_exception(Inconclusive("the student's own process can't be without fork"))
        elif fields.get("started"):
            threading.Thread(target=self._perform, args=(frame, future), daemon=True).start()
        else:
            self._perform(frame, future)
        return number, future

    def close(self) -> None:
        """Give the process back what the session took."""
        threading.excepthook = self._hook

    def _perform(self, frame: wire.Frame, future: Future[object]) -> None:
        try:
            future.set_result(self._session.perform(frame))
        except Exception as error:
            if told_of(error) is None:
                error.told = told_of(wire.decode_error(wire.encode_error(error)))  # type: ignore[attr-defined]  # any exception takes attributes
            future.set_exception(error)

    def _take(self, frame: wire.Frame) -> None:
        if frame["op"] == "unseen" and (told := told_of(wire.decode_error(frame["error"]))):
            self.unseen.append(told)


class _Silent:
    """The output of an inline guest: pytest captures it already."""

    def text(self) -> str:
        """Nothing."""
        return ""

    def join(self) -> None:
        """Nothing to wait for."""


class InlineHost(ColdHost):
    """A host whose guest is this process."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._path = list(sys.path)

    def guest(self) -> Guest:
        """Make the submission importable, afresh."""
        folders = dict.fromkeys([*(str(file.parent) for file in self._place.support), str(self._place.submission)])
        roots = tuple(folder + os.sep for folder in folders)
        self._forget(roots)
        sys.path[:] = [*folders, *self._path]
        channel = InlineChannel(roots, tuple(map(str, self._place.support)))
        return Guest(0, channel, _Silent(), "")

    def dismiss(self, guest: Guest) -> None:
        """Forget the submission's modules; what it started still runs, as in any debugger."""
        guest.channel.close()
        sys.path[:] = self._path

    def processes(self) -> list[int]:
        """Processes below this one."""
        return procfs.descendants(os.getpid())

    def _forget(self, roots: tuple[str, ...]) -> None:
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", None)).startswith(roots) and not name.startswith("test_"):
                del sys.modules[name]
