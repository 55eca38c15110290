"""What the parts of a batch hand to each other: frozen data, checked where it comes from a judge or the journal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from grader.check import KINDS, REMARK
from grader.result import OUTCOMES, CheckResult

CAN_FORK: Final = hasattr(os, "fork") and sys.platform != "darwin"  # Apple's libraries do not survive a fork


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


@dataclass(frozen=True)
class Enough:
    """When a grading has shown what it is for, and its other checks need not run.

    That is when checks of all these kinds have failed (any at all, where none is named), and one has passed, where
    `passes` asks for it.
    """

    kinds: tuple[str, ...] = ()
    passes: bool = False

    def is_met(self, said: Iterable[tuple[str, str]]) -> bool:
        """Whether these kinds and outcomes of checks are enough."""
        outcomes = [*said]
        failed = {kind for kind, outcome in outcomes if outcome in ("failed", "todo")}
        has_passed = any(outcome == "passed" and kind != REMARK for kind, outcome in outcomes)
        return bool(failed) and failed >= {*self.kinds} and (has_passed or not self.passes)


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
    def unsettled(self) -> bool:
        """Whether a check has no verdict, by a fault of ours or of a busy machine, so that it is worth another run."""
        return any(check.outcome in ("grader_error", "inconclusive") for check in self.checks)


Suites = Mapping[str, Suite]

_UNKNOWN: Final = CheckResult(
    "collection", "The checks of this topic", "correctness", 0, 0, "grader_error", public=False
)


def same_for_all(checks: Sequence[CheckResult], outcome: str, message: str) -> tuple[CheckResult, ...]:
    """Give every check the same outcome without points, for a submission that could not be judged.

    Remarks have nothing to say of it. Where not even the checks are known, one result without points stands for
    them, so that the row isn't lost.
    """
    known = [check for check in checks if check.kind != REMARK] or [_UNKNOWN]
    return tuple(replace(check, points=0, outcome=outcome, message=message) for check in known)


def decode_results(data: bytes) -> tuple[CheckResult, ...]:
    """Decode what a judge wrote. Raises ValueError where it can't be the results of checks."""
    results = msgspec.json.decode(data, type=tuple[CheckResult, ...])
    for result in results:
        if result.kind not in (*KINDS, REMARK) or result.outcome not in OUTCOMES:
            raise ValueError(f"check {result.check} has the kind {result.kind} and the outcome {result.outcome}")
        if not 0 <= result.points <= result.max_points:
            raise ValueError(f"check {result.check} has {result.points} of {result.max_points} points")
    return results
