"""What the parts of a batch hand to each other: frozen data, checked where it comes from a judge or the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from grader.check import KINDS, REMARK
from grader.result import OUTCOMES, CheckResult


class BatchError(Exception):
    """The batch cannot be run as asked; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Suite:
    """The checks of a topic: test files, public one first, their digest, and which file names are whose.

    `modules` are what a student hands in, `handout` are names that are ours whatever a submission has there.
    """

    topic: str
    digest: str
    root: Path
    tests: tuple[Path, ...]
    modules: frozenset[str]
    handout: frozenset[str] = frozenset()


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one student's submission of one topic.

    `problem` says why nothing was judged (an unreadable zip, a fault of ours); `notes` say what was left out.
    """

    student: str
    topic: str
    checks: tuple[CheckResult, ...]
    notes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def ours(self) -> bool:
        """Whether a fault of ours is among the results, so that it is worth grading again."""
        return any(check.outcome == "grader_error" for check in self.checks)


Suites = Mapping[str, Suite]

_UNKNOWN: Final = CheckResult(
    "collection", "The checks of this topic", "correctness", 0, 0, "grader_error", public=False
)


def same_for_all(checks: Sequence[CheckResult], outcome: str, message: str) -> tuple[CheckResult, ...]:
    """Give every check the same outcome without points, for a submission that could not be judged.

    Where not even the checks are known, one result without points stands for them, so that the row isn't lost.
    """
    return tuple(replace(check, points=0, outcome=outcome, message=message) for check in checks or (_UNKNOWN,))


def decode_results(data: bytes) -> tuple[CheckResult, ...]:
    """Decode what a judge wrote. Raises ValueError where it can't be the results of checks."""
    results = msgspec.json.decode(data, type=tuple[CheckResult, ...])
    for result in results:
        if result.kind not in (*KINDS, REMARK) or result.outcome not in OUTCOMES:
            raise ValueError(f"check {result.check} has the kind {result.kind} and the outcome {result.outcome}")
        if not 0 <= result.points <= result.max_points:
            raise ValueError(f"check {result.check} has {result.points} of {result.max_points} points")
    return results
