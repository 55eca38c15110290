"""Whether an answer that works here also works where processes can't fork. For remarks, which cost no points.

What works on no system, what hangs on a machine too busy to tell, and faults of our own are no matter of fork: of
these nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from grader.facts import CheckFailed, Inconclusive, KitError, told_of

if TYPE_CHECKING:
    from grader.judge.student import Student

_QUIET, _CPU, _WALL = 1.5, 5.0, 10.0
"""Patience with one call, in seconds: a remark is not worth more."""


def must_run_without_fork(student: Student, use: Callable[[], object]) -> None:
    """Fail when `use` works in a fresh guest, but not in one that looks like a system without fork."""
    works_here = False
    try:
        failure = _trouble(student, use, forkless=True)
        works_here = failure is not None and _trouble(student, use, forkless=False) is None
    except (Inconclusive, KitError):
        failure = None
    student.again()  # nothing is left of these tries for anybody to find
    if failure is not None and works_here:
        raise CheckFailed(failure)


def _trouble(student: Student, use: Callable[[], object], *, forkless: bool) -> str | None:
    """Return what went wrong, in a few words, or None."""
    try:
        student.again(forkless=forkless)
        student.patience(quiet=_QUIET, cpu=_CPU, wall=_WALL)
        use()
    except (Inconclusive, KitError):
        raise
    except Exception as error:
        told = told_of(error)
        return f"{told.name}: {told.message}" if told else str(error).partition("\n")[0]
    return None
