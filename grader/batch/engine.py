"""The engine: many submissions at once, each in a judge process of its own under the supervisor's clock.

Rules:
- Whatever happens to a judge costs one submission at most: it is tried once more in a new judge, and then the fault
  is ours ("grader_error"), never the student's.
- A topic's server starts with its first submission, and ends when `finish` says that there are no more.
- Leaving the engine, also by cancellation, ends all judges.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from grader.batch.intake import Submission
from grader.batch.judge import Judge, JudgeDied, OutOfTime, SuiteBroken
from grader.batch.model import CAN_FORK, Enough, Suites, Verdict, same_for_all
from grader.result import CheckResult

HARD_LIMIT: Final = 60 * 60.0
"""Seconds for one submission. It is for judges that never end: checks have patience of their own, and a machine that
is busy with other things for half an hour is no fault of anybody's."""
_TRIES: Final = 2
_DEEPEST: Final = 40  # of 107 bytes of a socket's name, what multiprocessing and two temporary folders leave


@dataclass
class _Court:
    """What the engine knows of one topic: its server, if one runs, its checks, and why there are none, if so."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    judge: Judge | None = None
    checks: tuple[CheckResult, ...] = ()
    broken: str = ""


class Engine:
    """Judges submissions with warm servers; an asynchronous context manager that ends them all.

    `scratch` is a folder of the engine's own, `log` gets what judges print, `seconds` bounds one submission.
    """

    def __init__(
        self, suites: Suites, *, sandbox: str, scratch: Path, log: IO[bytes], seconds: float = HARD_LIMIT
    ) -> None:
        self._suites = suites
        self._sandbox = sandbox
        self._scratch = scratch
        self._log = log
        self._seconds = seconds
        self._temporary = _temporary(scratch.resolve(), sandbox)
        self._courts = {topic: _Court() for topic in suites}
        self._numbers = itertools.count(1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for topic in self._courts:
            await self.finish(topic)

    async def judge(self, submission: Submission, enough: Enough | None = None) -> Verdict:
        """Judge one submission, as far as is enough; never raises for what a student or a judge did."""
        problem = submission.problem
        try:
            checks = await self._checks_of(submission, enough)
        except (SuiteBroken, JudgeDied, OutOfTime) as error:
            problem = f"The grader failed here, which costs no points: {error}."
            checks = same_for_all(self._courts[submission.topic].checks, "grader_error", problem)
        return Verdict(
            student=submission.student,
            topic=submission.topic,
            checks=checks,
            notes=submission.notes,
            problem=problem,
        )

    async def finish(self, topic: str) -> None:
        """End the server of a topic, which has no more work."""
        court = self._courts[topic]
        async with court.lock:
            if court.judge is not None:
                await court.judge.close()
                court.judge = None

    async def _checks_of(self, submission: Submission, enough: Enough | None) -> tuple[CheckResult, ...]:
        if submission.folder is None:
            async with self._hired(submission.topic) as judge:
                return same_for_all(judge.checks, "failed", submission.problem)
        into = self._scratch / f"results-{next(self._numbers)}.json"
        for attempt in range(1, _TRIES + 1):
            async with self._hired(submission.topic) as judge:
                try:
                    return await judge.run(submission.folder, into, self._seconds, enough)
                except JudgeDied as error:
                    if attempt == _TRIES:
                        raise JudgeDied(f"its judge ended twice without a verdict, at last because {error}") from error
        raise AssertionError("the loop above returns or raises")

    @asynccontextmanager
    async def _hired(self, topic: str) -> AsyncIterator[Judge]:
        """Give the judge of a topic: the one that is warm, or where processes can't fork a new one each time."""
        court = self._courts[topic]
        if not CAN_FORK:
            judge = await Judge.start(self._suites[topic], self._sandbox, self._log, self._temporary)
            court.checks = judge.checks
            try:
                yield judge
            finally:
                await judge.close()
            return
        async with court.lock:
            if court.judge is None or not court.judge.alive:
                court.judge = await self._replace(court, topic)
        yield court.judge

    async def _replace(self, court: _Court, topic: str) -> Judge:
        if court.broken:
            raise SuiteBroken(court.broken)
        if court.judge is not None:
            await court.judge.close()
        try:
            judge = await Judge.start(self._suites[topic], self._sandbox, self._log, self._temporary)
        except SuiteBroken as error:
            court.broken = str(error)
            raise
        court.checks = judge.checks
        return judge


def _temporary(scratch: Path, sandbox: str) -> Path | None:
    """Make a folder for what judges keep while they run: one that is killed can't tidy up, whoever owns it can.

    Without a sandbox student code makes its sockets there, and the system bounds their names: None if it is too deep.
    """
    if sandbox == "none" and len(os.fsencode(scratch)) > _DEEPEST:
        return None
    folder = scratch / "tmp"
    folder.mkdir(exist_ok=True)
    return folder
