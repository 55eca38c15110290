"""The `student` fixture: how a check reaches the student's code.

Every call goes to a guest (see `host`), and what comes back is plain data that was decoded by exact type, or an
exception that was built anew from what the guest told. Nothing of the student's is ever an object in this process,
and a `Handle` answers nothing by itself: its attributes are remote calls, all of them.
"""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import replace
from socket import socket
from typing import Any, Final

from grader import wire
from grader.facts import CheckFailed, GuestDied, Hung, Inconclusive, Told, told_of
from grader.judge import leaks, overlap, portable
from grader.judge.crowd import Crowd
from grader.judge.host import Guest, Host
from grader.judge.patience import Finding, Patience, Watch
from grader.judge.remote import Handle, Pending, Ref, Remote, special
from grader.judge.switchboard import Switchboard
from grader.judge.unseen import unseen_in
from grader.judge.witness import Gate, Witness

_SETTLED: Final = 0.15
_IMPORT_CPU: Final = 5.0
"""Importing a file of definitions takes a hundredth of that; one that never ends should cost no more."""
_FOR_STACKS: Final = Patience(quiet=1.0, cpu=2.0, wall=60.0)


class Student:
    """The student's code, one fresh guest for each check. `student.queues.offer(...)` calls `offer` of queues.py."""

    def __init__(self, host: Host, modules: Sequence[str]) -> None:
        self._host = host
        self._modules = modules
        self._watch = Watch(host.processes)
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

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("_"):
            raise AttributeError(name)
        return Remote(self, name)

    # What a check asks for

    def new(self, name: str, *args: object, **kwargs: object) -> Handle:
        """Make an object in the guest: `student.new("queues.WorkQueue", 3)`."""
        made: object = self._request("new", target=name, **self._arguments(args, kwargs))
        if not isinstance(made, Handle):
            raise GuestDied("the submission broke the protocol between itself and the checks (no object was made)")
        return made

    def ref(self, name: str) -> Ref:
        """Pass a public function by name: `student.ref("workloads.square")`."""
        return Ref(name)

    def start(self, remote: Remote, *args: object, **kwargs: object) -> Pending:
        """Start a call on a thread of its own in the guest, and return at once."""
        fields = {"target": remote._target, "started": True, **self._arguments(args, kwargs)}
        return Pending(self, self._send("call", fields))

    def witness(self, function: Callable[..., object] | None = None, name: str = "work") -> Witness:
        """Make a function of the judge's that student code can call, in any thread and any process."""
        return Witness(self._switchboard, function, name)

    def gate(self, function: Callable[..., object] | None = None, name: str = "work") -> Gate:
        """Make a witness that holds its calls until the check lets them go."""
        return Gate(self._switchboard, function, name)

    def latch(self, *, processes: int = 0, threads: int = 0, calls: int = 0) -> overlap.Latch:
        """Make a witness that opens when that many calls are in flight at once, in as many processes or threads."""
        return overlap.Latch(self._switchboard, processes=processes, threads=threads, calls=calls)

    def balance(self, cpu: float = 0.05, *, processes: int = 2) -> overlap.Balance:
        """Make a witness whose calls use `cpu` seconds of CPU time where they run, in rounds of that many processes.

        Pass as many items as make whole rounds: one that is left over waits until it is sure that nobody else comes.
        """
        return overlap.Balance(self._switchboard, cpu, processes)

    def clock(self, one: Callable[[], object], many: Callable[[], object], *, ratio: float) -> None:
        """Fail unless `many` takes less than `ratio` times as long as `one`, by paired measurements."""
        overlap.paired_clock(one, many, ratio=ratio)

    @contextmanager
    def raises(self, name: str) -> Iterator[None]:
        """Expect an exception of the student's with this class name (or a base of that name)."""
        try:
            yield
        except Exception as error:
            told = told_of(error)
            if told is None:
                raise
            if name not in told.names:
                raise CheckFailed(f"{name} should be raised here, not {told.name}: {told.message}") from error
            return
        raise CheckFailed(f"{name} should be raised here, but nothing was raised")

    def patience(self, *, quiet: float | None = None, cpu: float | None = None, wall: float | None = None) -> None:
        """Change the patience of this check, in seconds."""
        given = {"quiet": quiet, "cpu": cpu, "wall": wall}
        changes = {name: value for name, value in given.items() if value is not None}
        self._patience = replace(self._patience, **changes)

    def settle(self, quiet: float = _SETTLED) -> None:
        """Wait until nothing of the student's is runnable, for `quiet` seconds."""
        self._settle(None, quiet)

    def breathe(self, most: float = 3.0) -> None:
        """Settle, but for `most` seconds only: as a peer's pause it can't use up a time-out while polling code runs."""
        self._watch.wait(lambda seconds: _ended(None, seconds), Patience(_SETTLED, wall=most), self._judge_works)

    def until(self, condition: Callable[[], bool]) -> bool:
        """Wait for what must happen: True once the condition holds, False when it never will by itself.

        Other than `settle` this gives time to who looks only now and then whether to go on: it ends with False
        only when the student's side has been quiet for as long as the check's patience lasts.
        """
        finding = self._wait_until(condition, self._patience.quiet)
        if finding not in ("done", "blocked"):
            self._give_up(finding)
        return finding == "done"

    def must_wait(self, calls: Pending | Sequence[Pending], sentence: str, *, quiet: float = _SETTLED) -> None:
        """Let all come to rest, and fail with the sentence if one of these started calls has ended by then.

        If it ended by an exception, that is raised, for it says more.
        """
        self.settle(quiet)
        for call in [calls] if isinstance(calls, Pending) else calls:
            if call.done():
                call.result()
                raise CheckFailed(sentence)

    @property
    def output(self) -> str:
        """What the student's code has printed so far."""
        return self._guest.output.text()

    def left_behind(self) -> leaks.Leftovers:
        """Return what outlives the calls, once all that still ends has ended."""
        # Processes are looked at before garbage is collected, or an unclosed pool in a cycle would end just in time;
        # the rest after it, since a right answer's traceback may keep a queue and its feeder thread in a cycle.
        found = self._leftovers(lambda left: left.running)
        if not found.running:
            self._request("collect")  # raises when the guest would rather die than be looked at
            found = self._leftovers(bool)
        return found

    def _leftovers(self, matters: Callable[[leaks.Leftovers], bool]) -> leaks.Leftovers:
        """Wait until nothing that matters is left, or what is left has gone quiet."""
        found = leaks.Leftovers()

        def nothing(seconds: float) -> bool:
            nonlocal found
            found = leaks.compare(self._baseline, leaks.census(self._guest.pid), self._host.processes())
            if matters(found):
                time.sleep(seconds)
            return not matters(found)

        self._watch.wait(nothing, replace(self._patience, quiet=0.5), self._judge_works)
        return found

    def must_leave_nothing(self) -> None:
        """Fail when something outlives the calls, and name it."""
        if found := self.left_behind():
            raise CheckFailed(f"when the call had returned, this was still there: {found}")

    def crowd(self, running: Pending) -> Crowd:
        """Watch a started call until it ends, for how many processes are at work at the same time."""
        found, future = Crowd(self._guest.pid, self._host.processes), running._future
        self._watch.wait(lambda seconds: found.watch(lambda look: _ended(future, look), seconds), self._patience)
        return found

    def must_run_without_fork(self, use: Callable[[], object]) -> None:
        """Fail when `use` works here, but not on a system without fork; ends with a fresh guest. For remarks."""
        portable.must_run_without_fork(self, use)

    def listen(self, backlog: int = 64) -> socket:
        """Return a listening socket in the guest's network, on 127.0.0.1 and a free port."""
        return self._own(self._host.socket("listen", backlog=backlog))

    def connect(self, port: int) -> socket:
        """Return a socket connected from within the guest's network to 127.0.0.1 and `port`."""
        made = self._own(self._host.socket("client"))
        made.connect(("127.0.0.1", port))
        return made

    def at_work(self) -> Any:  # noqa: ANN401 - a context manager
        """Say that the judge (a peer of its) is what the student's code waits for."""
        return self._switchboard.at_work()

    # What the plugin asks for

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

    def _result(self, future: Future[object]) -> Any:  # noqa: ANN401 - plain data of any type
        finding = self._watch.wait(lambda seconds: _ended(future, seconds), self._patience, self._judge_works)
        if finding != "done":
            self._give_up(finding)
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
        if self._watch.wait(lambda seconds: _ended(future, seconds), _FOR_STACKS) != "done":
            return ""  # stopped, or held by a call that never lets another thread run
        with suppress(GuestDied):
            text = future.result()
            return text if isinstance(text, str) else ""
        return ""

    def _settle(self, future: Future[object] | None, quiet: float = _SETTLED) -> Finding:
        patience = replace(self._patience, quiet=quiet)
        finding = self._watch.wait(lambda seconds: _ended(future, seconds), patience, self._judge_works)
        if finding in ("endless", "late", "unknown"):
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


def _ended(future: Future[object] | None, seconds: float) -> bool:
    if future is None:
        time.sleep(seconds)
        return False
    return bool(concurrent.futures.wait([future], seconds).done)
