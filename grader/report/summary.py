"""The end of a batch at the terminal: a line a topic, what needs a person, and where the pages are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.report.model import WORST_FIRST, Report, Row
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
        outcomes = Counter(row.outcome for row in rows)
        counts = [str(outcomes[outcome] or "·") for outcome in reversed(WORST_FIRST)]
        table.add_row(Text(topic), str(len(rows)), _average(rows), *counts)
    if console.measure(table, options=console.options.update(width=1000)).maximum <= console.width:
        console.print(table)
    else:
        _lines(report, console)
    for row in report.rows:
        if row.outcome == "grader_error":
            console.print(
                Text(f"! {row.student} {row.topic}: {one_line(row.problem or _first_error(row.checks))}"),
                soft_wrap=True,
            )
    console.print(Text(f"Class page: {page.resolve()}"), soft_wrap=True)


def _lines(report: Report, console: Console) -> None:
    """Print what the table would, where it has no room."""
    for topic in report.topics:
        rows = report.of_topic(topic)
        outcomes = Counter(row.outcome for row in rows)
        counts = [f"{outcomes[each]} {_HEADINGS[each]}" for each in reversed(WORST_FIRST) if outcomes[each]]
        console.print(
            Text(f"{topic}: {len(rows)} students, average {_average(rows)}, {', '.join(counts)}"), soft_wrap=True
        )


def _average(rows: list[Row]) -> str:
    shares = [row.share for row in rows if row.max_score]
    return f"{sum(shares) / len(shares):.0%}" if shares else "·"


def _first_error(checks: tuple[CheckResult, ...]) -> str:
    return next((check.message for check in checks if check.outcome == "grader_error"), "")
