"""A table to paste into Canvas or Moodle: a row a student, a column a topic.

A number there is taken for final, so a score of which a part is unknown stays empty, and the total with it.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from grader.report.export.results import ExportError, without_verdict
from grader.report.model import Report, Row
from grader.report.tables import not_a_formula
from grader.report.whole import put


def wide_csv(report: Report) -> str:
    """Render a line for each student: points in each topic, "" where nothing was handed in, and their sum."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["student", *report.topics, "total"])
    for student in report.students:
        rows = {row.topic: row for row in report.of_student(student)}
        cells = [_points(rows[topic]) if topic in rows else "" for topic in report.topics]
        writer.writerow([not_a_formula(student), *cells, _total(list(rows.values()))])
    return out.getvalue()


def write_csv(report: Report, out: Path | None) -> list[Row]:
    """Write the table to `out`, or else to standard output; returns the rows whose score stays empty.

    Raises ExportError where the file can't be written.
    """
    text = wide_csv(report)
    if out is None:
        sys.stdout.write(text)
    else:
        try:
            put(out, text)
        except OSError as error:
            raise ExportError(f"cannot write to {out} ({error.strerror}).") from error
    return [row for row in report.rows if without_verdict(row)]


def _points(row: Row) -> int | str:
    return "" if without_verdict(row) else row.score


def _total(rows: list[Row]) -> int | str:
    return "" if any(without_verdict(row) for row in rows) else sum(row.score for row in rows)
