"""Grades for programs: `grades.csv` and `results.json`, whose names and columns other tools rely on."""

from __future__ import annotations

import csv
import io

import msgspec

from grader.report.model import KINDS, Report

COLUMNS = ("student", "topic", "score", "max_score", "outcome")


def grades_csv(report: Report) -> str:
    """Render a line for each student and topic."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in report.rows:
        writer.writerow([not_a_formula(row.student), row.topic, row.score, row.max_score, row.outcome])
    return out.getvalue()


def not_a_formula(text: str) -> str:
    """Keep a spreadsheet from running a name: what begins like a formula gets an apostrophe, as OWASP advises."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def results_json(report: Report) -> str:
    """Render an object for each check of each student."""
    results = [
        {
            "student": row.student,
            "topic": row.topic,
            "check": check.check,
            "title": check.title,
            "public": check.public,
            "kind": check.kind,
            "points": check.points,
            "max_points": check.max_points,
            "outcome": check.outcome,
            "message": check.message,
        }
        for row in report.rows
        for check in row.checks
        if check.kind in KINDS  # a remark is no check: it has no points and no verdict
    ]
    return readable_json(results)


def readable_json(value: object) -> str:
    """Render plain data as JSON that a person can read as well."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"
