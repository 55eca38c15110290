"""One conversation with a guest: calls go there, answers come back, and waiting is done by patience.

What a check may ask for is `Student`; here is how it is asked, and what happens when no answer comes.
"""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from socket import socket
from typing import Any, Final

from grader import wire
from grader.facts import GuestDied, Hung, Inconclusive, Told
from grader.judge import leaks
from grader.judge.host import Guest, Host
from grader.judge.memory import Setting
from grader.judge.patience import Finding, Patience, Watch
from grader.judge.remote import Handle, Remote, special
from grader.judge.switchboard import Switchboard
from grader.judge.unseen import unseen_in

SETTLED: Final = 0.15
_IMPORT_CPU: Final = 5.0
"""Importing a file of definitions takes a hundredth of that; one that never ends should cost no more."""
_FOR_STACKS: Final = Patience(quiet=1.0, cpu=2.0, wall=60.0)


class Conversation:
    """Calls to one guest after the other, on a host; `modules` are the student's."""

    def __init__(self, host: Host, modules: Sequence[str]) -> None:
        self._host = host
        self._modules = modules
        self._watch = Watch(host.processes)
        self.setting = Setting()
        self.notes: list[str] = []
        """What is worth saying of a check that passes."""
        self._begin()

    def _begin(self) -> None:
        self._patience = Patience()
        self._board: Switchboard | None = None
        self._handles: dict[int, Handle] = {}
        self._sockets: list[socket] = []
        self._baseline: leaks.Census | None = None
        self._guest: Guest = self._host.guest()

    def load(self) -> None:
        """Import the student's modules; raises what their import raised."""
        usual, self._patience = self._patience, replace(self._patience, cpu=_IMPORT_CPU)
        self._request("load", modules=list(self._modules))
        self._patience = usual
        self._baseline = leaks.census(self._guest.pid)

    def again(self, *, forkless: bool = False) -> None:
        """Begin anew with a fresh guest, which may look like a system without fork."""
        self.close()
        self._begin()
        if forkless:
            self._request("forkless")
        self.load()

    # What the plugin asks for

    @property
    def output(self) -> str:
        """What the student's code has printed so far."""
        return self._guest.output.text()

    def unseen(self) -> list[Told]:
        """Exceptions that ended a thread or a process of the student's, and that nobody saw."""
        planned = self._board.planned if self._board else set()
        found = [*self._guest.channel.unseen, *unseen_in(self.output)]
        return [told for told in found if not told.planned and told.message not in planned]

    def close(self) -> None:
        """End the guest and all that it started."""
        if self._board is not None:
            self._board.close()
        for made in self._sockets:
            made.close()
        self._host.dismiss(self._guest)

    # Calls

    def _call(self, remote: Remote, args: tuple[object, ...], kwargs: dict[str, object]) -> Any:  # noqa: ANN401
        return self._request("call", target=remote._target, **self._arguments(args, kwargs))

    def _request(self, op: str, **fields: object) -> Any:  # noqa: ANN401 - plain data of any type
        return self._result(self._send(op, fields))

    def _send(self, op: str, fields: dict[str, object]) -> Future[object]:
        number, future = self._guest.channel.request(op, **fields)
        if op == "new":
            self._handles[number] = Handle(self, number)
        return future

    def _raw(self, op: str, fields: dict[str, object]) -> Any:  # noqa: ANN401 - JSON
        future = self._send(op, fields)
        self._await(future)
        return future.result()

    def _await(self, future: Future[object]) -> None:
        finding = self._watch.wait(lambda seconds: ended(future, seconds), self._patience, self._judge_works)
        if finding != "done":
            self._give_up(finding)

    def _result(self, future: Future[object]) -> Any:  # noqa: ANN401 - plain data of any type
        self._await(future)
        try:
            return wire.decode(future.result(), self._handle)
        except wire.WireError as error:
            raise GuestDied(f"the submission broke the protocol between itself and the checks ({error})") from None

    def _give_up(self, finding: Finding) -> None:
        stacks = self._stacks()
        where = f"\n{stacks}" if stacks else ""
        if finding == "blocked":
            raise Hung(f"your code is blocked for ever: it waits, and nothing is left that could wake it.{where}")
        if finding == "endless":
            raise Hung(f"your code does not come to an end: it used {self._patience.cpu:g} s of CPU time.{where}")
        if finding == "late":
            raise Hung(
                f"your code gave no answer in {self._patience.wall:g} s, though the machine was free for it.{where}"
            )
        raise Inconclusive(f"no answer within {self._patience.wall:g} s on a busy machine")

    def _stacks(self) -> str:
        _, future = self._guest.channel.request("stacks")
        if self._watch.wait(lambda seconds: ended(future, seconds), _FOR_STACKS) != "done":
            return ""  # stopped, or held by a call that never lets another thread run
        with suppress(GuestDied):
            text = future.result()
            return text if isinstance(text, str) else ""
        return ""

    def _settle(self, future: Future[object] | None, quiet: float = SETTLED) -> Finding:
        patience = replace(self._patience, quiet=quiet)
        finding = self._watch.wait(lambda seconds: ended(future, seconds), patience, self._judge_works)
        if finding == "unknown":
            raise Inconclusive("the machine was too busy to see whether your code waits")
        if finding in ("endless", "late"):
            raise Hung(f"your code should wait here, but it keeps the processor busy instead.\n{self._stacks()}")
        return finding

    def _judge_works(self) -> bool:
        return self._judge_answers() or (self._board is not None and self._board.latched > 0)

    def _judge_answers(self) -> bool:
        """Whether it is the judge's turn; a call held in a latch is quiet: its patience waits for that."""
        return self._guest.channel.has_news or (self._board is not None and self._board.is_working)

    # Arguments and results

    def _arguments(self, args: tuple[object, ...], kwargs: dict[str, object]) -> dict[str, object]:
        return {
            "args": [wire.encode(arg, special) for arg in args],
            "kwargs": {name: wire.encode(arg, special) for name, arg in kwargs.items()},
        }

    def _handle(self, data: object) -> Handle:
        number = data.get("h") if isinstance(data, dict) else None
        if type(number) is not int or number not in self._handles:
            raise wire.WireError("a handle that was never given out")
        return self._handles[number]

    @property
    def _switchboard(self) -> Switchboard:
        if self._board is None:
            self._board = Switchboard(self._host.socket("dial"), lambda condition: self._wait_until(condition, 1.0))
        return self._board

    def _wait_until(self, condition: Callable[[], bool], quiet: float) -> Finding:
        def finished(seconds: float) -> bool:
            if not condition():
                time.sleep(seconds / 4)
            return condition()

        return self._watch.wait(finished, replace(self._patience, quiet=quiet), self._judge_answers)

    def _own(self, made: socket) -> socket:
        self._sockets.append(made)
        return made


def ended(future: Future[object] | None, seconds: float) -> bool:
    """Wait for a call's end, so many seconds at most, and return whether it has come; never, for no call at all."""
    if future is None:
        time.sleep(seconds)
        return False
    return bool(concurrent.futures.wait([future], seconds).done)
