"""How many processes are at work at the same time, for functions that take nothing that a witness could be passed as.

The idea: look again and again, while a call goes on, which of its processes run or could run. Two workers that have
work are runnable at every look, however busy the machine is; a loop that waits for one result before it hands out the
next has one of them runnable at a time. No seconds are compared: of all looks that tell something, most decide.

Rules: the caller's own process is no worker; a look at which it is runnable tells little, for it may be about to hand
out or to merge, and on a busy machine that takes as long as you like. So calm looks decide where there are some, and
of a caller that never rests (it does the work, or asks again and again) only that the workers work at all. A worker
that has only to go to sleep is runnable, too, while the machine keeps it waiting; so CPU time has a say, which is what
was really done: a call that uses next to none was over too soon, and of workers in turn, each stretch of work is one
worker's. Nor do too many workers hide: a process is in the middle of its work between the first and the third quarter
of what it uses in all, and more than `workers` of these at one look are proof. A share that is too small by no more
than chance (one in the square root of the looks) has no verdict. Nor have shares alone, where looks were too rare to
cut the work into stretches: on a busy machine they can't tell workers in turn. Nothing is said where the system can't
tell (no /proc), or where the call was over too soon.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from grader import procfs
from grader.facts import CheckFailed, Inconclusive

_LOOK: Final = 0.004
_FEWEST: Final = 8
_FEW: Final = 0.2
"""Calm looks are some from this share on, and workers of a caller that never rests should be seen this often."""
_GOES_ON: Final = frozenset("RD")
_PART: Final = 0.15
"""Who does less than this share of a stretch of work has no part in it."""
_IN_TURN: Final = 0.35
"""Of workers in turn a third of a piece is shared by two only where one piece ends and the next begins."""
_HELPER: Final = 0.25
"""A process that uses less than this share of what the busiest one uses (a manager, say) is no worker."""


class Crowd:
    """Counts, look by look, how many processes besides the caller's are at work."""

    def __init__(self, caller: int, processes: Callable[[], list[int]]) -> None:
        self._caller = caller
        self._processes = processes
        self.calm: Counter[int] = Counter()
        """How many looks found that many workers at work while the caller rested."""
        self.restless: Counter[int] = Counter()
        """The same while the caller was at work too."""
        self._used: list[dict[int, int]] = []
        """Look by look, the CPU time of each process, in nanoseconds."""

    def watch(self, ended: Callable[[float], bool], seconds: float) -> bool:
        """Look for that long or until `ended(seconds)`; returns whether it has ended."""
        until = time.monotonic() + seconds
        while not ended(_LOOK):
            self._look()
            if time.monotonic() > until:
                return False
        return True

    def _look(self) -> None:
        processes = self._processes()
        self._used.append({pid: procfs.cpu_ns(pid) for pid in processes})
        at_work = {pid for pid in processes if _GOES_ON.intersection(procfs.states(pid).values())}
        if at_work:
            looks = self.restless if self._caller in at_work else self.calm
            looks[len(at_work - {self._caller})] += 1

    def must_have_been(self, workers: int, pieces: int) -> None:
        """Fail unless `workers` processes and no more were at work most of the time, on so many pieces of like size."""
        total = self.calm.total() + self.restless.total()
        if total < _FEWEST or self._spent() < _FEWEST * _LOOK * 1e9:
            if self._caller in self._processes():  # else this system can't tell
                raise Inconclusive("the call was over before anybody could look at its processes")
            return
        rests = self.calm.total() >= max(_FEWEST, _FEW * total)
        looks, needed = (self.calm, 0.5) if rests else (self.calm + self.restless, _FEW)
        share, error = _share(looks, workers), looks.total() ** -0.5
        if share < needed and (share + error < needed or not share):
            usual = max(looks, key=lambda number: looks[number])
            there = "was none: the caller did the work" if usual == 0 else "was 1" if usual == 1 else f"were {usual}"
            raise CheckFailed(
                f"{workers} worker processes should be at work at the same time, but mostly there {there}"
            )
        stretches = self._stretches(3 * pieces)
        parts = sum(number >= workers for number in stretches)
        if len(stretches) >= pieces and parts < _IN_TURN * len(stretches):
            raise CheckFailed(
                f"{workers} worker processes should be at work at the same time, but they worked one after the other"
            )
        if (most := self._most_in_the_middle()) > workers:
            raise CheckFailed(f"with workers={workers} there were {most} processes at work at the same time")
        if share < needed or len(stretches) < pieces:
            raise Inconclusive("the machine was too busy to see how many processes were at work at the same time")

    def _spent(self) -> int:
        """Return the CPU time that was used while it was looked at, in nanoseconds: by that load has no say."""
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for used in self._used:
            first = used | first
            last |= {pid: cpu for pid, cpu in used.items() if cpu}
        return sum(cpu - first[pid] for pid, cpu in last.items())

    def _workers(self) -> dict[int, int]:
        """Return the processes that did the work, with their CPU time in nanoseconds."""
        total: Counter[int] = Counter()
        for used in self._used:
            total |= Counter(used)
        del total[self._caller]
        busiest = max(total.values(), default=0)
        return {pid: cpu for pid, cpu in total.items() if cpu >= _HELPER * busiest > 0}

    def _stretches(self, count: int) -> list[int]:
        """Cut all work into so many stretches, and return how many workers had a part in each that was seen as such."""
        workers = self._workers()
        length = sum(workers.values()) / count
        found: list[int] = []
        now = dict.fromkeys(workers, 0)
        begin = dict(now)
        for used in self._used:
            now |= {pid: cpu for pid, cpu in used.items() if cpu > now.get(pid, cpu)}
            done = {pid: now[pid] - begin[pid] for pid in workers}
            if sum(done.values()) >= length > 0:
                if sum(done.values()) <= 2 * length:  # else nobody looked for too long
                    found.append(sum(part >= _PART * sum(done.values()) for part in done.values()))
                begin = dict(now)
        return found

    def _most_in_the_middle(self) -> int:
        total = self._workers()
        workers = list(total)
        middle = (
            {pid for pid in workers if 0.25 * total[pid] <= used.get(pid, 0) <= 0.75 * total[pid]}
            for used in self._used
        )
        return max(map(len, middle), default=0)


def _share(looks: Counter[int], workers: int) -> float:
    return sum(count for number, count in looks.items() if number >= workers) / looks.total()
