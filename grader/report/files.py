"""All files of a report, each written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from grader.report.model import Report
from grader.report.pages import Pages
from grader.report.tables import grades_csv, results_json
from grader.report.text import file_stems
from grader.report.whole import put

PAGES: Final = "students"


def write(report: Report, out: Path) -> Path:
    """Write grades, results, a page a student and the class page into `out`; returns the class page's path.

    Pages of students who are not in the report are removed.
    """
    stems = file_stems(report.students)
    pages = Pages(report, {student: f"{PAGES}/{stem}.html" for student, stem in stems.items()})
    folder = out / PAGES
    folder.mkdir(exist_ok=True)
    written = set()
    for student, stem in stems.items():
        for suffix, text in ((".html", pages.student_html(student)), (".md", pages.student_markdown(student))):
            written.add(put(folder / (stem + suffix), text))
    for old in folder.iterdir():
        if old.suffix in (".html", ".md") and old not in written:
            old.unlink()
    put(out / "grades.csv", grades_csv(report))
    put(out / "results.json", results_json(report))
    return put(out / "index.html", pages.class_html())
