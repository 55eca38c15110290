"""One batch from a folder of submissions to verdicts: scan, take in, look into the journal, judge, write down."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Protocol

from grader.batch.engine import HARD_LIMIT, Engine
from grader.batch.intake import Found, drop, take_in
from grader.batch.journal import Journal, Key, grader_digest, opened
from grader.batch.model import BatchError, Enough, Suites, Verdict
from grader.batch.scan import Scan, scan

JOURNAL: Final = "journal.sqlite"
LOG: Final = "judge.log"
_WORK: Final = ".work"


@dataclass(frozen=True)
class Order:
    """What is asked for: grade what lies in `path` and keep the journal in `out`, which the caller holds exclusively.

    `suites` are all topics of the course in order; `chosen` bounds them, and then every student gets a verdict for
    each. `fresh` grades again what the journal knows. `sandbox` is "box" or "none". `enough` says of some students
    and topics when a grading may end.
    """

    path: Path
    out: Path
    suites: Suites
    chosen: tuple[str, ...] = ()
    jobs: int = 1
    fresh: bool = False
    sandbox: str = "box"
    enough: Mapping[tuple[str, str], Enough] = field(default_factory=dict)
    seconds: float = HARD_LIMIT


class Listener(Protocol):
    """Hears how the batch goes on."""

    def planned(self, scanned: Scan) -> None:
        """Say what there is to do."""

    def known(self, verdict: Verdict, *, reused: bool) -> None:
        """Tell one verdict, maybe out of the journal."""


def grade(order: Order, listener: Listener) -> list[Verdict]:
    """Grade a batch; returns the verdicts in order of topic and student, each of which is in the journal.

    Raises BatchError when there is nothing to grade or the out folder fails, and KeyboardInterrupt on Ctrl-C; all
    judges are gone then.
    """
    scanned = scan(
        order.path,
        {topic: sorted(suite.modules) for topic, suite in order.suites.items()},
        chosen=order.chosen,
        skip=order.out.resolve(),
    )
    listener.planned(scanned)
    with _workspace(order.out) as (work, log), opened(order.out / JOURNAL) as journal:
        batch = _Batch(order, listener, journal, work, log)
        try:
            return asyncio.run(batch.run(scanned.found))
        except ExceptionGroup as group:  # the first task to fail has ended the others
            error = _first(group)
            if isinstance(error, OSError):
                error = BatchError(f"cannot write to {order.out}: {error.strerror}.")
            raise error from group


class _Batch:
    """The run of one order."""

    def __init__(self, order: Order, listener: Listener, journal: Journal, work: Path, log: IO[bytes]) -> None:
        self._order = order
        self._listener = listener
        self._journal = journal
        self._work = work
        self._log = log
        self._grader = grader_digest(order.sandbox)
        self._verdicts: dict[int, Verdict] = {}

    async def run(self, found: list[Found]) -> list[Verdict]:
        work = iter(enumerate(found))
        left = Counter(each.topic for each in found)
        order = self._order
        async with (
            Engine(
                order.suites, sandbox=order.sandbox, scratch=self._work, log=self._log, seconds=order.seconds
            ) as engine,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(max(1, order.jobs)):
                group.create_task(self._work_off(work, left, engine))
        return [self._verdicts[index] for index in range(len(found))]

    async def _work_off(self, work: Iterator[tuple[int, Found]], left: Counter[str], engine: Engine) -> None:
        for index, found in work:
            self._verdicts[index] = await self._grade(index, found, engine)
            left[found.topic] -= 1
            if not left[found.topic]:
                await engine.finish(found.topic)

    async def _grade(self, index: int, found: Found, engine: Engine) -> Verdict:
        suite = self._order.suites[found.topic]
        submission = await asyncio.to_thread(take_in, found, suite, self._work / str(index))
        key = Key(found.student, found.topic, submission.digest, suite.digest, self._grader)
        verdict = None if self._order.fresh else self._journal.get(key)
        reused = verdict is not None
        if verdict is None:
            verdict = await engine.judge(submission, self._order.enough.get((found.student, found.topic)))
            self._journal.put(key, verdict)
        await asyncio.to_thread(drop, submission)
        self._listener.known(verdict, reused=reused)
        return verdict


def _first(group: ExceptionGroup[Exception]) -> Exception:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, ExceptionGroup) else error


@contextmanager
def _workspace(out: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """Give a folder for copies and results, which nobody else may look into, and a log, kept if anything is in it.

    It lies in the out folder, so that the next run finds and removes what a killed one left.
    """
    work, log = out / _WORK, out / LOG
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        with log.open("wb") as file:
            yield work, file
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if log.stat().st_size == 0:
            log.unlink()


def default_jobs() -> int:
    """How many submissions are judged at once: two for each core that this process may use, and four at least.

    An answer that hangs uses no processor while its judge makes sure of that, three quiet seconds for each check, and a
    class has several of them; verdicts don't depend on who else is at work. More would hold a box's memory for little.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(4, 2 * cores)
