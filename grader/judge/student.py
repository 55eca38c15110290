"""The `student` fixture: how a check reaches the student's code.

Every call goes to a guest (see `host`), and what comes back is plain data that was decoded by exact type, or an
exception that was built anew from what the guest told. Nothing of the student's is ever an object in this process,
and a `Handle` answers nothing by itself: its attributes are remote calls, all of them.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from socket import socket
from typing import TYPE_CHECKING, Any

from grader.describe import Do, Limits, New
from grader.facts import CheckFailed, GuestDied, NotExplorable, told_of
from grader.judge import leaks, overlap, portable
from grader.judge.conversation import SETTLED, Conversation, ended
from grader.judge.crowd import Crowd
from grader.judge.patience import Patience
from grader.judge.remote import Handle, Pending, Ref, Remote
from grader.judge.witness import Gate, Witness

if TYPE_CHECKING:
    from grader.judge.exploration import Exploration


class Student(Conversation):
    """The student's code, one fresh guest for each check. `student.queues.offer(...)` calls `offer` of queues.py."""

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

    def explore(
        self,
        on: New | None = None,
        *,
        threads: Sequence[Sequence[Do]] = (),
        tasks: Sequence[Sequence[Do]] = (),
        then: Sequence[Do] = (),
        always: Sequence[Do] = (),
        late: bool = True,
        spurious: int = 0,
        cancel: bool = False,
        limits: Limits | None = None,
    ) -> Exploration:
        """Run a program in every order of its threads that the limits allow, on the simulated machine.

        `on` is the object whose methods plain `do` and `get` mean, `threads` has the operations of each thread, `then`
        what follows when all have ended or can't go on. With `tasks` instead, a task does each list of operations, all
        in one event loop, in which the objects are made. `always` are reads that are made at each point in between,
        together, from outside. With `late=False` sleepers wake just in time; as many waits on a condition as `spurious`
        says may end without a notice. With `cancel=True` the first operation of the first thread or task, a coroutine,
        is cancelled at any moment at which it waits, or not at all.
        """
        from grader.judge.exploration import Exploration, Line  # most topics explore nothing
        from grader.judge.program import Program

        if bool(threads) == bool(tasks):
            raise TypeError("explore() takes either threads or tasks")
        self._host.will_explore()
        program = Program(
            threads or tasks,
            then,
            on,
            always=always,
            late=late,
            spurious=spurious,
            in_loop=bool(tasks),
            cancel=cancel,
            seed=secrets.randbelow(1 << 30),
        )
        return Exploration(Line(self), program, limits or Limits())

    @contextmanager
    def if_explorable(self) -> Iterator[None]:
        """Leave the rest of the block out where the machine can't run what the student's code does; notes say so.

        For explorations in checks that judge the same on the real machine, too. Handles from before may be gone then.
        """
        usual = self._patience
        try:
            yield
        except NotExplorable as error:
            said, _, _ = str(error).partition("\n")
            self.notes.append(f"judged without trying other orders of your threads: {said}")
            self.again()
            self._patience = usual

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

    def settle(self, quiet: float = SETTLED) -> None:
        """Wait until nothing of the student's is runnable, for `quiet` seconds."""
        self._settle(None, quiet)

    def breathe(self, most: float = 3.0) -> None:
        """Settle, but for `most` seconds only: as a peer's pause it can't use up a time-out while polling code runs."""
        self._watch.wait(lambda seconds: ended(None, seconds), Patience(SETTLED, wall=most), self._judge_works)

    def until(self, condition: Callable[[], bool]) -> bool:
        """Wait for what must happen: True once the condition holds, False when it never will by itself.

        Other than `settle` this gives time to who looks only now and then whether to go on: it ends with False
        only when the student's side has been quiet for as long as the check's patience lasts.
        """
        finding = self._wait_until(condition, self._patience.quiet)
        if finding not in ("done", "blocked"):
            self._give_up(finding)
        return finding == "done"

    def must_wait(self, calls: Pending | Sequence[Pending], sentence: str, *, quiet: float = SETTLED) -> None:
        """Let all come to rest, and fail with the sentence if one of these started calls has ended by then.

        If it ended by an exception, that is raised, for it says more.
        """
        self.settle(quiet)
        for call in [calls] if isinstance(calls, Pending) else calls:
            if call.done():
                call.result()
                raise CheckFailed(sentence)

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
        self._watch.wait(lambda seconds: found.watch(lambda look: ended(future, look), seconds), self._patience)
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
