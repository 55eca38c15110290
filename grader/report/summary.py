"""The end of a batch at the terminal: a line a topic, what needs a person, and where the pages are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.report.model import WORST_FIRST, Report
from grader.report.text import one_line
from grader.result import CheckResult

# Short, so that a table of usual topics fits 80 columns.
_HEADINGS: Final = {
    "passed": "passed",
    "todo": "to do",
    "failed": "failed",
    "inconclusive": "unclear",
    "grader_error": "our fault",
}


def summarise(report: Report, page: Path, console: Console | None = None) -> None:
    """Print the summary of a report whose class page is at `page`."""
    console = console or Console(highlight=False)
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("topic", no_wrap=True)
    for heading in ("students", "average", *(_HEADINGS[outcome] for outcome in reversed(WORST_FIRST))):
        table.add_column(heading, justify="right", no_wrap=True)
    for topic in report.topics:
        rows = report.of_topic(topic)
        shares = [row.share for row in rows if row.max_score]
        outcomes = Counter(row.outcome for row in rows)
        counts = [str(outcomes[outcome] or "·") for outcome in reversed(WORST_FIRST)]
        average = f"{sum(shares) / len(shares):.0%}" if shares else "·"
        table.add_row(Text(topic), str(len(rows)), average, *counts)
    console.print(table)
    for row in report.rows:
        if row.outcome == "grader_error":
            console.print(Text(f"! {row.student} {row.topic}: {one_line(row.problem or _first_error(row.checks))}"))
    console.print(Text(f"Class page: {page.resolve()}"), soft_wrap=True)


def _first_error(checks: tuple[CheckResult, ...]) -> str:
    return next((check.message for check in checks if check.outcome == "grader_error"), "")
