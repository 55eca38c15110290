"""What came of a check, in plain data. Only the judge's side has results; the guest never sees one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OUTCOMES: Final = ("passed", "failed", "todo", "inconclusive", "grader_error")
PROPERTY: Final = "racecourse"
"""Name of the user property under which a test report carries a check's result."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of one check, in plain data only, so that it passes through pytest's reports and JSON alike.

    `outcome` is one of OUTCOMES, `message` is a sentence or two, and `details` are lines of text: the student's own
    traceback, what was expected and what came, what the program printed.
    """

    check: str
    title: str
    kind: str
    points: int
    max_points: int
    outcome: str
    message: str = ""
    details: str = ""
    hints: tuple[str, ...] = ()
    public: bool = True
