"""What Gradescope reads of an autograder: a `results.json` for each student and topic.

Of a check it shows what our own pages do, the title and the message, and of hidden ones only once the grades are
published, so that nobody searches for them by handing in again and again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from grader.report.export.results import RESULTS, ExportError, without_verdict
from grader.report.model import COSTS_NOTHING, Report, Row
from grader.report.tables import readable_json
from grader.report.text import file_stems
from grader.report.whole import put
from grader.result import CheckResult

NO_VERDICT: Final = "This check has no verdict, by no fault of yours: it costs no points, and a person looks at it."


def gradescope_json(row: Row) -> str:
    """Render one submission as Gradescope's documented format has it."""
    return readable_json(_submission(row))


def write_gradescope(report: Report, out: Path) -> int:
    """Write `out`/<student>/<topic>/results.json for each submission; returns how many. Raises ExportError."""
    students, topics = file_stems(report.students), file_stems(report.topics)
    try:
        for row in report.rows:
            folder = out / students[row.student] / topics[row.topic]
            folder.mkdir(parents=True, exist_ok=True)
            put(folder / RESULTS, gradescope_json(row))
    except OSError as error:
        raise ExportError(f"cannot write to {out} ({error.strerror}).") from error
    return len(report.rows)


def _submission(row: Row) -> dict[str, Any]:
    unknown = len(without_verdict(row))
    output = f"{row.score} of {row.max_score} points."
    if unknown:
        output += f" {unknown} of {len(row.checks)} checks have no verdict: they cost no points."
    return {
        "score": row.score,
        "output": output,
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(check) for check in row.checks],
    }


def _test(check: CheckResult) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": check.title,
        "name_format": "text",
        "output": check.message,
        "output_format": "text",
        "tags": [check.kind],
        "visibility": "visible" if check.public else "after_published",
    }
    if check.outcome in COSTS_NOTHING:  # without a score and a status Gradescope shows no verdict either
        return test | {"output": f"{NO_VERDICT} {check.message}".rstrip()}
    status = "passed" if check.outcome == "passed" else "failed"
    return test | {"score": check.points, "max_score": check.max_points, "status": status}
