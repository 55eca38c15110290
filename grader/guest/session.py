"""One check's conversation: answers the judge's calls by running the student's code, and decides nothing.

The first thread of the process runs the student's code (imports, signals, asyncio and multiprocessing behave as in a
program of their own); a reader thread takes frames, so that a blocked call can still be asked for its stacks; and a
call that the judge *starts* gets a thread of its own.
"""

from __future__ import annotations

import _thread
import contextlib
import gc
import os
import pkgutil
import queue
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from grader import wire
from grader.guest.channel import Channel
from grader.guest.dial import Witness


class MissingError(AttributeError):
    """The submission lacks a name that the assignment asks for."""


class Session:
    """Runs the calls of one judge; `roots` are the folders whose files count as the student's in a traceback."""

    def __init__(self, send: Callable[[wire.Frame], None], roots: tuple[str, ...], ours: tuple[str, ...]) -> None:
        self._send = send
        self._roots, self._ours = roots, ours
        self._handles: dict[int, object] = {}
        self._explorers: list[Any] = []
        self._world: Any = None
        self._calls: queue.SimpleQueue[wire.Frame | None] = queue.SimpleQueue()
        threading.excepthook = self._unseen

    def serve(self, channel: Channel) -> None:
        """Answer until the judge hangs up."""
        os.register_at_fork(after_in_child=channel.close) if hasattr(os, "register_at_fork") else None
        # Not a threading.Thread: the student's own `threading.enumerate()` must not list it.
        _thread.start_new_thread(self._read, (channel,))
        while (frame := self._calls.get()) is not None:
            self._answer(frame)

    def _read(self, channel: Channel) -> None:
        try:
            while (frame := channel.receive()) is not None:
                if frame["op"] in ("stacks", "collect"):
                    self._answer(frame)
                elif frame.get("started"):
                    threading.Thread(target=self._answer, args=(frame,), name="Caller", daemon=True).start()
                else:
                    self._calls.put(frame)
        finally:
            os._exit(0)  # the check is over, whatever the student's code still does

    def _answer(self, frame: wire.Frame) -> None:
        reply: wire.Frame = {"op": "result", "id": frame["id"]}
        try:
            reply["value"] = self.perform(frame)
        except BaseException as error:
            reply = {"op": "error", "id": frame["id"], "error": self._told(error, error.__traceback__)}
        _flush()
        try:
            self._send(reply)
        except wire.WireError as error:
            told = wire.encode_error(ValueError(f"the result can't cross to the checks: {error}"))
            self._send({"op": "error", "id": frame["id"], "error": told})

    def perform(self, frame: wire.Frame) -> object:
        """Do what a frame asks and return its encoded value; raises whatever the student's code raises."""
        what = frame["op"]
        if what == "load":
            return [__import__(name).__name__ for name in frame["modules"]]
        if what == "stacks":
            from grader.guest import stacks  # for what goes wrong only: every guest would pay for it

            return stacks.report(self._roots)
        if what == "collect":
            return gc.collect()
        if what in ("explore", "more", "tell", "inside"):
            return self._explore(frame)
        if what == "forkless":
            from grader.guest import forkless  # for remarks only

            forkless.pretend(self._roots)
            return None
        target = self._find(frame["target"])
        if what == "read":
            return wire.encode(target, self._known)
        args = [wire.decode(arg, self._special) for arg in frame["args"]]
        kwargs = {name: wire.decode(arg, self._special) for name, arg in frame["kwargs"].items()}
        value = target(*args, **kwargs)
        if what == "new":
            self._handles[frame["id"]] = value
            return {"h": frame["id"]}
        return wire.encode(value, self._known)

    def _explore(self, frame: wire.Frame) -> object:
        """Answer what an exploration asks."""
        from grader.guest.sim import explorer  # for checks that explore only: every guest would pay for it

        if frame["op"] == "explore":
            if self._world is None:  # compiled once: a check may describe many programs over the same files
                self._world = explorer.world_of(self._roots, self._ours)
            self._explorers.append(
                explorer.Explorer(self._world, frame["program"], lambda error: self._told(error, error.__traceback__))
            )
            return len(self._explorers) - 1
        asked = self._explorers[frame["exploration"]]
        match frame["op"]:
            case "more":
                return asked.more(frame["runs"])
            case "inside":
                return asked.inside(frame["probe"])
        return asked.tell(frame["schedule"])

    def _find(self, target: Any) -> Any:  # noqa: ANN401 - a student's object
        if isinstance(target, str):
            return _resolve(target)
        found = self._handles[target["h"]]
        try:
            return getattr(found, target["name"])
        except AttributeError as error:
            if error.name != target["name"] or error.obj is not found:
                raise  # from inside the student's own property
            raise MissingError(f"{type(found).__name__} has no {target['name']!r}") from None

    def _special(self, data: object) -> object:
        ((tag, body),) = data.items()  # type: ignore[attr-defined]  # a tagged object of the judge's
        if tag == "h":
            return self._handles[body]
        if tag == "r":
            return _resolve(body)
        if tag == "w":
            return Witness(body)
        raise wire.WireError(f"unknown tag {tag!r}")

    def _known(self, value: object) -> dict[str, object] | None:
        for number, known in self._handles.items():
            if known is value:
                return {"h": number}
        return None

    def _told(self, error: BaseException, trace: TracebackType | None) -> wire.Frame:
        from grader.guest import stacks

        try:
            text, file = stacks.traceback(error, trace, self._roots)
            return wire.encode_error(error, text, planned=file.startswith(self._ours))
        except BaseException:
            return wire.encode_error(RuntimeError("an exception that can't be told"))

    def _unseen(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            told = self._told(args.exc_value, args.exc_traceback)
            with contextlib.suppress(OSError, wire.WireError):
                self._send({"op": "unseen", "error": told})


def _resolve(name: str) -> Any:  # noqa: ANN401 - whatever the module defines
    module, _, rest = name.partition(".")
    try:
        return pkgutil.resolve_name(name)
    except AttributeError as error:
        owner = getattr(error, "obj", None)
        if rest and owner is sys.modules.get(module):
            raise MissingError(f"{module}.py has no {rest!r}") from None
        raise


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        # A student may have closed, replaced or broken it.
        with contextlib.suppress(Exception):
            stream.flush()
