"""The files of a report."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from rich.console import Console

from grader.report.files import write
from grader.report.model import Report, Row, report_of, struggling
from grader.report.pages import markdown_text
from grader.report.summary import summarise
from grader.report.tables import grades_csv, results_json
from grader.result import CheckResult

EVIL = '</p><script>alert("1")</script><img src=x onerror=y>&amp; {{ 7*7 }} {% raw %} `ls` [a](javascript:b) *x*'
MANY = "first\n```\nsecond\n````"


def make(**students: str) -> Report:
    rows = [
        Row(
            student=student,
            topic="03_queue",
            checks=(
                CheckResult("test_a", EVIL, "race", 4, 4, "passed", public=True),
                CheckResult("test_b", "Second", "faults", 0, 6, outcome, EVIL, MANY, ("one hint", EVIL)),
            ),
            notes=(EVIL,),
        )
        for student, outcome in students.items()
    ]
    return report_of(rows, {"03_queue": "Queues"}, ["a stray & more"])


class Outline(HTMLParser):
    """Tags and attributes of a page; complains about what does not close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.references: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.references += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in ("meta", "link", "br", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def out(tmp_path: Path) -> Path:
    report = make(
        ann="failed", bob="passed", **{"<b>eve</b>": "inconclusive", "陈小明": "grader_error", "../up": "todo"}
    )
    assert write(report, tmp_path) == tmp_path / "index.html"
    return tmp_path


def test_all_files_are_there_and_nothing_else(out: Path, tmp_path: Path) -> None:
    assert sorted(path.name for path in out.iterdir()) == ["grades.csv", "index.html", "results.json", "students"]
    names = {path.name for path in (out / "students").iterdir()}
    assert len(names) == 10
    assert {"ann.html", "ann.md", "陈小明.html"} <= names
    assert not list(tmp_path.parent.glob("up*"))


def test_no_page_runs_or_fetches_anything(out: Path) -> None:
    for path in [out / "index.html", *(out / "students").glob("*.html")]:
        text = path.read_text(encoding="utf-8")
        page = Outline(text)
        assert not {"script", "img", "iframe", "link", "object"} & set(page.tags)
        assert all(re.match(r"#|students/|grades\.csv$|results\.json$", link) for link in page.references)
        assert "url(" not in text
        assert "@import" not in text
        assert EVIL.replace("&amp;", "&") not in text


def test_a_students_page_shows_texts_as_they_are(out: Path) -> None:
    page = Outline((out / "students" / "ann.html").read_text(encoding="utf-8"))
    assert EVIL in page.text
    assert MANY in page.text
    assert "one hint" in page.text
    assert "4 of 10 points" in " ".join(page.text.split())


def test_the_class_page_leads_to_every_student(out: Path) -> None:
    page = Outline((out / "index.html").read_text(encoding="utf-8"))
    linked = {link.partition("#")[0] for link in page.references if link.startswith("students/")}
    assert len(linked) == 5
    assert "students/%E9%99%88%E5%B0%8F%E6%98%8E.html" in linked
    assert "a stray & more" in page.text


def test_every_link_leads_somewhere(out: Path) -> None:
    for path in [out / "index.html", *(out / "students").glob("*.html")]:
        page = Outline(path.read_text(encoding="utf-8"))
        for link in page.references:
            file, _, place = link.partition("#")
            target = Outline((out / unquote(file) if file else path).read_text(encoding="utf-8")) if place else None
            assert target is None or place in target.ids, link
            assert not file or (out / unquote(file)).exists()
    assert {"#unjudged", "#struggling", "#hardest", "#scores", "#notes"} <= set(
        Outline((out / "index.html").read_text(encoding="utf-8")).references
    )


def test_what_stands_before_all_checks_is_said_once(tmp_path: Path) -> None:
    checks = tuple(CheckResult(f"test_{n}", f"Check {n}", "race", 0, 2, "failed", "no import") for n in range(5))
    write(report_of([Row(student="ann", topic="03_queue", checks=checks)], {}), tmp_path)
    for name in ("ann.html", "ann.md"):
        assert (tmp_path / "students" / name).read_text().count("no import") == 1


def test_a_student_is_told_what_to_mend_and_how_to_try_it(out: Path) -> None:
    page = (out / "students" / "ann.html").read_text(encoding="utf-8")
    assert '<a href="#03_queue--test_b">Second</a>' in page
    assert "pytest assignments/03_queue -k test_b" in page
    assert "To mend" not in (out / "students" / "bob.html").read_text(encoding="utf-8")


def test_students_with_few_points_come_first() -> None:
    row = CheckResult("test_a", "A", "race", 4, 10, "failed")
    rows = [
        Row(student=name, topic="03_queue", checks=(replace(row, points=points, outcome=outcome),))
        for name, points, outcome in (
            ("ann", 4, "failed"),
            ("bob", 0, "todo"),
            ("cid", 5, "failed"),
            ("dan", 0, "grader_error"),
            ("eve", 10, "passed"),
        )
    ]
    assert struggling(report_of(rows, {})) == [("bob", 0, 10), ("ann", 4, 10)]


def test_pages_of_students_who_left_are_removed(out: Path) -> None:
    (out / "students" / "notes.txt").write_text("somebody's own")
    write(make(ann="passed"), out)
    assert sorted(path.name for path in (out / "students").iterdir()) == ["ann.html", "ann.md", "notes.txt"]


def test_markdown_renders_as_text() -> None:
    assert markdown_text("a *b* `c` <d> [e](f) x_y") == r"a \*b\* \`c\` \<d\> \[e\](f) x\_y"
    assert markdown_text("# no heading\n- no list") == r"\# no heading - no list"
    assert markdown_text("1. no list") == r"1\. no list"


def test_a_fence_is_longer_than_any_in_the_text(out: Path) -> None:
    text = (out / "students" / "ann.md").read_text(encoding="utf-8")
    assert "  `````text\n  first\n  ```\n  second\n  ````\n  `````\n" in text
    assert "<script" not in re.sub(r"`{5}.*?`{5}", "", text, flags=re.DOTALL).replace("\\<script", "")


def test_grades_for_programs() -> None:
    rows = list(csv.reader(io.StringIO(grades_csv(make(ann="failed", **{'o"x,y': "inconclusive", "=1+1": "todo"})))))
    assert rows == [
        ["student", "topic", "score", "max_score", "outcome"],
        ["ann", "03_queue", "4", "10", "failed"],
        ['o"x,y', "03_queue", "4", "4", "inconclusive"],
        ["'=1+1", "03_queue", "4", "10", "todo"],
    ]


def test_results_for_programs() -> None:
    first, second = json.loads(results_json(make(ann="failed")))
    names = ["student", "topic", "check", "title", "public", "kind", "points", "max_points", "outcome", "message"]
    assert list(first) == names
    assert (first["title"], first["public"]) == (EVIL, True)
    assert (first["points"], first["max_points"], first["outcome"]) == (4, 4, "passed")
    assert second["message"] == EVIL


def test_a_fault_of_ours_has_a_row_and_a_remark_has_none() -> None:
    checks = (
        CheckResult("collection", "All", "correctness", 0, 0, "grader_error", "broken"),
        CheckResult("test_r", "On Linux only.", "remark", 0, 0, "passed", "On Linux only."),
    )
    report = report_of([Row(student="ann", topic="03_queue", checks=checks)], {})
    assert [each["check"] for each in json.loads(results_json(report))] == ["collection"]
    assert report.rows[0].remarks == ("On Linux only.",)
    assert report.rows[0].outcome == "grader_error"


def test_a_narrow_terminal_gets_lines(tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), width=50)
    summarise(make(ann="passed", bob="failed"), tmp_path / "index.html", console)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # it is a StringIO
    assert "03_queue: 2 students, average 40%, 1 passed, 1 failed\n" in text
    assert "…" not in text


def test_the_summary_names_page_and_our_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summarise(make(ann="passed", bob="grader_error"), tmp_path / "index.html")
    text = capsys.readouterr().out
    assert f"Class page: {tmp_path}/index.html\n" in text
    assert "! bob 03_queue" in text
    assert "\x1b" not in text
