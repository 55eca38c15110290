"""Whether work overlaps: by structure where the work is CPU work, by the clock where it only waits.

A stop-watch can't tell a right pool from a serial loop on a busy machine (35 to 70 % false failures at a ratio of 1.5,
measured), so nothing here compares seconds of CPU work. A `Latch` opens only when n calls are in flight at once, and
its patience runs only while nothing of the student's could run, so load can't fail it. A `Balance` compares how much
CPU time the kernel booked on each process. Only for work that waits does a clock decide, in pairs, because there the
ratio is far from one and noise only stretches both sides.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from grader import procfs
from grader.facts import CheckFailed, Inconclusive
from grader.judge.switchboard import Switchboard
from grader.judge.witness import Seen, Witness

_PAIRS: Final = 7
_NEEDED: Final = 3


class Latch(Witness):
    """A witness that holds its calls until enough of them are in flight at once, and then opens for good."""

    def __init__(self, board: Switchboard, *, processes: int = 0, threads: int = 0, calls: int = 0) -> None:
        super().__init__(board, None, "work")
        if sum(bool(needed) for needed in (processes, threads, calls)) != 1:
            raise ValueError("a latch needs one of: processes, threads, calls")
        self._needed = processes or threads or calls
        self._by = "processes" if processes else "threads" if threads else "calls"
        self._decided = threading.Event()
        self._watched = False
        self.opened = False
        self.most = 0
        """Most distinct processes, threads or calls that were in flight at once."""

    def must_have_opened(self) -> None:
        """Fail when the calls never were in flight together, and say how many were."""
        if self.opened:
            return
        if not self.calls:
            raise CheckFailed("the function that was passed in was never called")
        raise CheckFailed(
            f"{self._needed} {self._by} should be at work at the same time, but there were never more than {self.most}"
            + (": each call ended before the next one began" if self.peak == 1 else f" (and {self.peak} calls)")
        )

    @property
    def held(self) -> int:
        """How many calls wait until it is decided."""
        return 0 if self._decided.is_set() else self.inside

    def let_go(self) -> None:
        """Let all calls go."""
        self._decided.set()

    def _arrived(self) -> None:
        inside = [call for call in self.calls if call.ended is None]
        self.most = max(self.most, len({self._who(call) for call in inside}))
        if self.most >= self._needed and not self._decided.is_set():
            self.opened = True
            self._decided.set()
        elif not self._watched:
            self._watched = True
            threading.Thread(target=self._lose_patience, name="latch", daemon=True).start()

    def _who(self, call: Seen) -> object:
        if self._by == "processes":
            return call.pid
        return (call.pid, call.thread) if self._by == "threads" else id(call)

    def _lose_patience(self) -> None:
        self._board.wait_until(self._decided.is_set)
        self._decided.set()

    def _hold(self, seen: Seen) -> None:
        del seen
        with self._board.latched_call():
            self._decided.wait()


class Balance(Witness):
    """A witness whose calls use CPU time where they run; it sees on which processes the kernel booked it.

    Calls begin in rounds: each waits until calls of so many processes are there, and then all of them go. So a process
    that the machine lets start early, or run more, can't take the items of one that is as willing to work, and shares
    say how the work was dealt out, not whom the machine favoured. When nobody else comes the rounds are over.
    """

    def __init__(self, board: Switchboard, cpu: float, processes: int) -> None:
        self.burn = cpu
        super().__init__(board, None, "work")
        self._processes = processes
        self._here: list[Seen] = []
        self._round = 0
        self._rounds_are_over = False

    def take(self, seen: Seen, step: str) -> object:
        """Note the caller's CPU time at the beginning and at the end of its work."""
        if step == "begin":
            self._meet(seen)
            seen.cpu[step] = procfs.cpu_ns(seen.pid)
            return None
        seen.cpu[step] = procfs.cpu_ns(seen.pid)
        seen.ended = time.monotonic()
        return self.value(*seen.args)

    @property
    def held(self) -> int:
        """How many calls wait for others."""
        return len(self._here)

    def let_go(self) -> None:
        """Let all calls go."""
        with self._lock:
            self._rounds_are_over = True
            self._here = []
            self._lock.notify_all()

    def _meet(self, seen: Seen) -> None:
        with self._lock:
            self.calls.append(seen)
            if self._rounds_are_over:
                return
            self._here.append(seen)
            mine = self._round
            if len({call.pid for call in self._here}) >= self._processes:
                self._here = []
                self._round += 1
                self._lock.notify_all()
            elif len(self._here) == 1:
                threading.Thread(target=self._lose_patience, args=(mine,), name="balance", daemon=True).start()
            with self._board.latched_call():
                self._lock.wait_for(lambda: self._round > mine or self._rounds_are_over)

    def _lose_patience(self, mine: int) -> None:
        self._board.wait_until(lambda: self._round > mine or self._rounds_are_over)
        if self._round == mine:
            self.let_go()

    def shares(self) -> dict[int, float]:
        """Return the seconds of CPU time that went into finished calls, by process."""
        found: dict[int, float] = {}
        for call in self.calls:
            if call.ended is not None:
                used = (call.cpu.get("end", 0) - call.cpu.get("begin", 0)) / 1e9
                found[call.pid] = found.get(call.pid, 0.0) + max(used, 0.0)
        return found

    def must_be(self, least: float) -> None:
        """Fail unless all work together is at least `least` times the largest share of one process."""
        shares = self.shares()
        if not shares:
            raise CheckFailed("the function that was passed in was never called")
        if max(shares.values()) <= 0:
            raise Inconclusive("this system does not tell which process used how much CPU time")
        found = sum(shares.values()) / max(shares.values())
        if found >= least and not self._round:
            raise CheckFailed(f"there were never {self._processes} processes at work at the same time")
        if found < least:
            raise CheckFailed(
                f"the work should be spread over the processes, but one of them did {100 / found:.0f} % of it"
            )


def paired_clock(one: Callable[[], object], many: Callable[[], object], *, ratio: float) -> None:
    """Fail unless `many` takes less than `ratio` times as long as `one`, for work that only waits.

    Measures pairs in turn (one, many, one, ...) and stops as soon as one side leads by three: the rarer a wrong
    pair, the surer the verdict (a sequential test on the pairs' signs). Raises Inconclusive when seven pairs
    don't decide.
    """
    lead = 0
    found: list[float] = []
    for _ in range(_PAIRS):
        short, long = _seconds(one), _seconds(many)
        found.append(long / max(short, 1e-9))
        lead += 1 if found[-1] < ratio else -1
        if lead >= _NEEDED:
            return
        if lead <= -_NEEDED:
            median = sorted(found)[len(found) // 2]
            raise CheckFailed(f"all should wait at the same time, but it took {median:.1f} times as long as one wait")
    raise Inconclusive("the machine was too busy to time this")


def _seconds(call: Callable[[], object]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began
