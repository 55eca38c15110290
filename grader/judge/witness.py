"""Witnesses: functions of the judge's that student code calls back.

What a witness saw, and what it answered, is the judge's own evidence: the kernel says which process called
(SO_PEERCRED, see `switchboard`), the judge's clock says when, and the answer comes from a secret function, so that a
right result proves that the item really went through it.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader import wire
from grader.facts import CheckFailed, Hung, Inconclusive

if TYPE_CHECKING:
    from grader.judge.remote import Pending
    from grader.judge.switchboard import Switchboard


@dataclass(slots=True)
class Seen:
    """One call as the judge saw it: times are the judge's monotonic seconds; `ended` is None while it goes on."""

    args: tuple[object, ...]
    pid: int
    thread: int
    began: float
    ended: float | None = None
    cpu: dict[str, int] = field(default_factory=dict)


class Witness:
    """A judge-side function that can be passed to student code as an argument.

    Without a function of its own it answers by a secret one: `value(x)` tells the judge what that is for x.
    """

    burn = 0.0

    def __init__(self, board: Switchboard, function: Callable[..., object] | None, name: str) -> None:
        self._board = board
        self._function = function
        self._secret = secrets.token_bytes(16)
        self.name = name
        self.told = board.add(self)
        self.calls: list[Seen] = []
        self.peak = 0
        self._inside = 0
        self._lock = threading.Condition()

    def value(self, *args: object) -> object:
        """What the witness answers for these arguments; without a function, a secret whole number."""
        if self._function is not None:
            return self._function(*args)
        digest = hashlib.blake2b(repr(wire.encode(args)).encode(), key=self._secret, digest_size=3).digest()
        return int.from_bytes(digest, "big")

    @property
    def count(self) -> int:
        """How many calls came."""
        return len(self.calls)

    @property
    def inside(self) -> int:
        """How many calls are in flight now."""
        return self._inside

    @property
    def held(self) -> int:
        """How many calls are held by us on purpose, so that the judge has nothing to do for them."""
        return 0

    @property
    def pids(self) -> set[int]:
        """The processes that called, by the kernel's numbers."""
        return {call.pid for call in list(self.calls)}

    def take(self, seen: Seen, step: str) -> object:
        """Take a call (on a thread of the switchboard) and return its answer."""
        del step
        with self._lock:
            self.calls.append(seen)
            self._inside += 1
            self.peak = max(self.peak, self._inside)
            self._arrived()
        try:
            self._hold(seen)
            return self.value(*seen.args)
        finally:
            with self._lock:
                self._inside -= 1
                seen.ended = time.monotonic()
                self._lock.notify_all()

    def _arrived(self) -> None:
        """Note one more call in flight; called with the lock held."""

    def _hold(self, seen: Seen) -> None:
        """Wait until this call may go on."""

    def let_go(self) -> None:
        """Let everything go: the check is over."""


class Gate(Witness):
    """A witness whose calls wait inside until the check lets them go.

    A call is either held or let go, and that is settled under the lock when it comes or when it is released: what was
    let go counts no longer as held, though the student's side may take its time to run on.
    """

    def __init__(self, board: Switchboard, function: Callable[..., object] | None, name: str) -> None:
        super().__init__(board, function, name)
        self._passes = 0
        self._open = False
        self._released: list[tuple[object, ...]] = []
        self._held: list[Seen] = []

    @property
    def held(self) -> int:
        """How many calls wait in the gate now."""
        return len(self._held)

    def wait_for(self, count: int, call: Pending | None = None) -> None:
        """Wait until `count` calls are held; CheckFailed when the student's side goes quiet with fewer.

        `call` is the one that is expected to bring them. If it ends first there is nothing to wait for: what it raised
        is raised here, for that says more, or else it is told that it returned.
        """
        finding = self._board.wait_until(lambda: self.held >= count or (call is not None and call.done()))
        if self.held >= count:
            return
        should = "a call" if count == 1 else f"{count} calls"
        missed = f"{should} of the function should be running at the same time, but there were {self.held}"
        if call is not None and call.done():
            call.result()
            raise CheckFailed(f"{missed} when your function returned (it was called {self.count} times in all)")
        if finding == "unknown":
            raise Inconclusive("the machine was too busy to see which calls of the function come")
        if finding == "blocked":
            raise CheckFailed(f"{missed} when all of your code was waiting")
        raise Hung(f"{missed}, while your code kept the processor busy")

    def release(self, count: int = 1) -> None:
        """Let `count` calls go, those that came first first; calls that come later may use what is left over."""
        with self._lock:
            self._passes += count - len(self._held[:count])
            del self._held[:count]
            self._lock.notify_all()

    def release_args(self, *args: object) -> None:
        """Let the calls with just these arguments go, now or when they come."""
        with self._lock:
            self._released.append(args)
            self._held = [seen for seen in self._held if seen.args != args]
            self._lock.notify_all()

    def open(self) -> None:
        """Let all calls go, now and later."""
        with self._lock:
            self._open = True
            self._held.clear()
            self._lock.notify_all()

    let_go = open

    def _hold(self, seen: Seen) -> None:
        with self._lock:
            if self._open or seen.args in self._released:
                return
            if self._passes > 0:
                self._passes -= 1
                return
            self._held.append(seen)
            self._lock.wait_for(lambda: all(other is not seen for other in self._held))
