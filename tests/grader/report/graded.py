"""What `grader grade` leaves of a small class, for the tests of what hands it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from grader.report.model import Row, report_of
from grader.report.tables import results_json
from grader.result import CheckResult

EVIL: Final = '</pre><script>alert("1")</script> $x$ `ls` {{ 7*7 }}'
FIRST: Final = CheckResult("test_a", "The first holds.", "race", 4, 4, "passed", "all 12 orders", public=True)
SECOND: Final = CheckResult("test_b", EVIL, "faults", 0, 6, "failed", EVIL, "details", ("a hint",), public=False)


def second(outcome: str) -> CheckResult:
    return replace(SECOND, outcome=outcome, points=6 if outcome == "passed" else 0)


def graded(folder: Path, outcomes: Mapping[str, str], topic: str = "03_queue") -> Path:
    """Leave a class in which everybody passes the first check, and gets the given outcome in the second."""
    rows = [Row(student=name, topic=topic, checks=(FIRST, second(outcome))) for name, outcome in outcomes.items()]
    return left(folder, *rows)


def left(folder: Path, *rows: Row) -> Path:
    """Leave these results in a folder."""
    folder.mkdir(exist_ok=True)
    (folder / "results.json").write_text(results_json(report_of(rows, {})), encoding="utf-8")
    return folder
