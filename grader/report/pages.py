"""Feedback pages: one a student (HTML and Markdown) and one of the class. A file each, no script, nothing external."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import jinja2

from grader.report.model import COSTS_NOTHING, KINDS, Report, Row, distribution, hardest, struggling
from grader.report.story import as_text
from grader.report.text import one_line

KIND_NAMES: Final[Mapping[str, str]] = {
    "correctness": "Correctness",
    "race": "Races and order",
    "speedup": "Speed and overlap",
    "cleanup": "Clean-up",
    "faults": "Bad input and faults",
}
# A sign beside each colour: nobody needs to tell colours apart.
OUTCOME_SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    "passed": ("✓", "passed"),
    "failed": ("✗", "failed"),
    "todo": ("○", "to do"),
    "inconclusive": ("?", "inconclusive"),
    "grader_error": ("!", "grader error"),
}
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>&|~])")
_BEGINS_A_BLOCK: Final = re.compile(r"^(\d*)([#+\-=.)])")


class Pages:
    """Renders the pages of one report; `links` has the path of each student's page as seen from the class page."""

    def __init__(self, report: Report, links: Mapping[str, str]) -> None:
        self._report = report
        self._links = links
        loader = jinja2.PackageLoader("grader.report", "templates")
        self._html = _environment(loader, autoescape=True)
        # Markdown has its own escaping: the filters below, on every text of a stranger's.
        self._markdown = _environment(loader, autoescape=False)
        self._markdown.filters.update(md=markdown_text, fenced=fenced, block=block, columns=as_text)

    def class_html(self) -> str:
        """Render the class page."""
        report = self._report
        return self._html.get_template("class.html.j2").render(
            report=report,
            links=self._links,
            hardest=hardest(report),
            grid={(row.student, row.topic): row for row in report.rows},
            bins={topic: distribution(report.of_topic(topic)) for topic in report.topics},
            unjudged=[row for row in report.rows if row.problem or any(c.outcome in COSTS_NOTHING for c in row.checks)],
            struggling=struggling(report),
            notes=[row for row in report.rows if row.notes],
        )

    def student_html(self, student: str) -> str:
        """Render one student's page."""
        return self._html.get_template("student.html.j2").render(**self._of(student))

    def student_markdown(self, student: str) -> str:
        """Render one student's page as Markdown."""
        return self._markdown.get_template("student.md.j2").render(**self._of(student))

    def _of(self, student: str) -> dict[str, object]:
        rows = self._report.of_student(student)
        return {"student": student, "rows": rows, "titles": self._report.titles, "total": total(rows)}


def anchor(topic: str, check: str = "") -> str:
    """Return the name of a place on a student's page, the same from the class page and there."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", f"{topic}--{check}" if check else topic)


def total(rows: list[Row]) -> tuple[int, int]:
    """Sum up score and maximum."""
    return sum(row.score for row in rows), sum(row.max_score for row in rows)


def _environment(loader: jinja2.BaseLoader, *, autoescape: bool) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=loader,
        autoescape=autoescape,  # noqa: S701 - only Markdown goes without, it has its own
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        kinds=KINDS, kind_names=KIND_NAMES, signs=OUTCOME_SIGNS, costs_nothing=COSTS_NOTHING, total=total, anchor=anchor
    )
    environment.filters["one_line"] = one_line
    return environment


def markdown_text(text: str) -> str:
    """Escape text for one line of Markdown: it renders as itself, whatever it holds."""
    return _BEGINS_A_BLOCK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def fenced(text: str, indent: int = 0) -> str:
    """Put text into a code block whose fence is longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    lines = [fence + "text", *text.split("\n"), fence]
    return "\n".join(" " * indent + line for line in lines)


def block(text: str, indent: int = 0) -> str:
    """Put one line as text and more into a code block."""
    return fenced(text, indent) if "\n" in text.strip() else " " * indent + markdown_text(text)
