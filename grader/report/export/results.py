"""What `grader grade` left in its folder, read back to be handed on.

Anybody may have edited the file meanwhile, so it is checked like any other input, and its texts are cleaned again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from grader.report.model import COSTS_NOTHING, KINDS, Report, Row, report_of
from grader.report.text import one_line
from grader.result import OUTCOMES, CheckResult

RESULTS: Final = "results.json"
_WANTED: Final = "give the folder that `grader grade --out` wrote"


class ExportError(Exception):
    """The results can't be handed on as asked; the message is one sentence that says what to do."""


class _Line(msgspec.Struct, frozen=True):
    """One object of the file. `title` and `public` are missing where an older version wrote it."""

    student: str
    topic: str
    check: str
    kind: str
    points: int
    max_points: int
    outcome: str
    message: str
    title: str = ""
    public: bool = False

    def result(self) -> CheckResult:
        """Return the check's result. Raises ValueError where it can't be one."""
        if not (self.student and self.topic and self.check):
            raise ValueError("a student, topic or check without a name")
        if self.kind not in KINDS or self.outcome not in OUTCOMES:
            raise ValueError(f"{self.check} has the kind {self.kind} and the outcome {self.outcome}")
        if not 0 <= self.points <= self.max_points:
            raise ValueError(f"{self.check} has {self.points} of {self.max_points} points")
        return CheckResult(
            check=self.check,
            title=self.title or self.check,
            kind=self.kind,
            points=self.points,
            max_points=self.max_points,
            outcome=self.outcome,
            message=self.message,
            public=self.public,
        )


def read_results(folder: Path) -> Report:
    """Read the results of a graded class from the folder that `grader grade` wrote. Raises ExportError."""
    if not folder.exists():
        raise ExportError(f"no such folder: {folder}; {_WANTED}.")
    if not folder.is_dir():
        raise ExportError(f"{folder} is not a folder; {_WANTED}.")
    path = folder / RESULTS
    try:
        rows = _rows(msgspec.json.decode(path.read_bytes(), type=list[_Line]))
    except FileNotFoundError:
        raise ExportError(f"{folder} has no {RESULTS}; {_WANTED}.") from None
    except OSError as error:
        raise ExportError(f"cannot read {path} ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:  # all of msgspec's errors are ValueErrors
        raise ExportError(f"{path} is broken ({one_line(str(error))}): run `grader grade` again.") from error
    if not rows:
        raise ExportError(f"{path} has no results: nothing was graded into it.")
    return report_of(rows, {})


def _rows(lines: list[_Line]) -> list[Row]:
    found: dict[tuple[str, str], dict[str, CheckResult]] = {}
    for line in lines:
        checks = found.setdefault((line.topic, line.student), {})
        if line.check in checks:
            raise ValueError(f"{line.student} has {line.check} of {line.topic} twice")
        checks[line.check] = line.result()
    return [Row(student=student, topic=topic, checks=tuple(each.values())) for (topic, student), each in found.items()]


def without_verdict(row: Row) -> tuple[CheckResult, ...]:
    """Return the checks of which nobody knows yet, by a fault of ours or of a busy machine."""
    return tuple(check for check in row.checks if check.outcome in COSTS_NOTHING)
