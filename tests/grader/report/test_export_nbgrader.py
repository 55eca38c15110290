"""Grades in nbgrader's gradebook, read back by nbgrader itself."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import read as read_notebook
from sqlalchemy import event
from sqlalchemy.engine import Engine

from grader import cli
from grader.report.export.gradebook import export_gradebook
from grader.report.export.results import ExportError, read_results
from grader.report.model import Row, report_of
from tests.grader.report.graded import EVIL, FIRST, SECOND, graded, left, second

CLASS = {"ann": "failed", "陈小明": "passed", "bob": "inconclusive", "Дмитрий": "grader_error", 'o\'neil, "x"': "todo"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with an exported class, for tests that only look, or take a copy."""
    root = tmp_path_factory.mktemp("made")
    results = graded(root / "results", CLASS)
    (root / "course").mkdir()
    assert cli.run(["export", "nbgrader", str(results), "--db", str(root / "course" / "gradebook.db")]) == 0
    return root / "course"


@pytest.fixture
def course(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "course"))


@contextmanager
def opened(course: Path) -> Iterator[Any]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        yield gradebook


def dump(course: Path) -> list[str]:
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        return list(database.iterdump())


def files(course: Path) -> dict[str, bytes]:
    return {
        path.relative_to(course).as_posix(): path.read_bytes() if path.is_file() and path.suffix != ".db" else b""
        for path in course.rglob("*")
    }


def export(course: Path, results: Path) -> int:
    return cli.run(["export", "nbgrader", str(results), "--db", f"sqlite:///{course / 'gradebook.db'}"])


def refused(course: Path, results: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Export what can't be; returns the complaint, and sees to it that nothing changed."""
    before = dump(course)
    capsys.readouterr()
    assert export(course, results) == 2
    came = capsys.readouterr()
    assert came.out == ""
    assert came.err.count("\n") == 1
    assert dump(course) == before
    return came.err


def grade(gradebook: Any, student: str, check: str = "test_b") -> Any:
    return gradebook.find_grade(check, "03_queue", "03_queue", student)


# What nbgrader sees


def test_a_topic_is_an_assignment_with_a_notebook_and_a_cell_a_check(made: Path) -> None:
    with opened(made) as gradebook:
        assert [(each.name, each.max_score) for each in gradebook.assignments] == [("03_queue", 10)]
        (notebook,) = gradebook.find_assignment("03_queue").notebooks
        assert notebook.name == "03_queue"
        cells = {cell.name: (cell.max_score, cell.cell_type) for cell in notebook.grade_cells}
        assert cells == {"test_a": (4, "code"), "test_b": (6, "code")}


def test_students_have_their_scores(made: Path) -> None:
    with opened(made) as gradebook:
        scores = {each["id"]: (each["score"], each["max_score"]) for each in gradebook.student_dicts()}
        assert scores == {name: (10 if outcome == "passed" else 4, 10) for name, outcome in CLASS.items()}
        assert (grade(gradebook, "ann").auto_score, grade(gradebook, "ann", "test_a").auto_score) == (0, 4)


def test_what_has_no_verdict_waits_for_a_person_and_is_no_zero(made: Path) -> None:
    with opened(made) as gradebook:
        for name, outcome in CLASS.items():
            found = grade(gradebook, name)
            unknown = outcome in ("inconclusive", "grader_error")
            assert found.needs_manual_grade == unknown
            assert (found.auto_score is None) == unknown
            assert not grade(gradebook, name, "test_a").needs_manual_grade
        waiting = {each["student"]: each["needs_manual_grade"] for each in gradebook.submission_dicts("03_queue")}
        assert {name for name, waits in waiting.items() if waits} == {"bob", "Дмитрий"}


def test_nbgrader_export_prints_the_scores(course: Path) -> None:
    scripts = sysconfig.get_path("scripts")
    private = {name: str(course / ".jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", "grades.csv"],
        cwd=course,
        env=os.environ | private | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1"},
        check=True,
        capture_output=True,
    )
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "neil" not in row["student_id"]]  # it quotes nothing
    assert {row["assignment"] for row in rows} == {"03_queue"}
    found = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in rows}
    assert found == {
        name: (10 if outcome == "passed" else 4, 10) for name, outcome in CLASS.items() if "neil" not in name
    }


def test_formgrader_shows_every_submission(made: Path) -> None:
    shown = NbGraderAPI(CourseDirectory(root=str(made)))
    (assignment,) = shown.get_assignments()
    assert (assignment["name"], assignment["num_submissions"], assignment["max_score"]) == ("03_queue", 5, 10)
    assert shown.get_autograded_students("03_queue") == set(CLASS)
    submissions = {each["student"]: each for each in shown.get_submissions("03_queue")}
    assert submissions.keys() == CLASS.keys()
    assert all(each["autograded"] and each["submitted"] for each in submissions.values())
    assert (submissions["陈小明"]["score"], submissions["ann"]["score"]) == (10, 4)
    notebooks = {each["student"]: each for each in shown.get_notebook_submissions("03_queue", "03_queue")}
    assert notebooks.keys() == CLASS.keys()
    assert notebooks["bob"]["needs_manual_grade"]
    assert notebooks["ann"]["failed_tests"]
    (mine,) = shown.get_student_submissions("ann")
    assert (mine["score"], mine["autograded"]) == (4, True)


def test_the_notebooks_have_the_cells_of_the_gradebook(made: Path) -> None:
    path = made / "autograded" / "ann" / "03_queue" / "03_queue.ipynb"
    notebook = read_notebook(str(path), as_version=4)  # nbgrader's own, which checks its metadata
    nbformat.validate(notebook)
    assert [cell.metadata.nbgrader.grade_id for cell in notebook.cells] == ["test_a", "test_b"]
    assert notebook.cells[0].source == f"# {FIRST.title}"
    assert notebook.cells[1].outputs[0].text == f"failed: {EVIL}\n"


# Again


def test_a_second_run_changes_nothing(course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = dump(course), files(course)
    assert export(course, graded(tmp_path / "results", CLASS)) == 0
    assert (dump(course), files(course)) == before
    assert "0 grades are new, 0 changed, 2 wait for a person" in capsys.readouterr().out


def test_what_is_graded_again_updates_the_scores(course: Path, tmp_path: Path) -> None:
    again = CLASS | {"ann": "passed", "bob": "failed", "陈小明": "inconclusive", "new": "passed"}
    assert export(course, graded(tmp_path / "results", again)) == 0
    with opened(course) as gradebook:
        found = {name: (grade(gradebook, name).auto_score, grade(gradebook, name).needs_manual_grade) for name in again}
        assert found["ann"] == (6, False)
        assert found["bob"] == (0, False)
        assert found["陈小明"] == (None, True)
        assert found["new"] == (6, False)
        assert found["Дмитрий"] == (None, True)
        assert len(gradebook.assignment_submissions("03_queue")) == 6
    notebook = course / "autograded" / "ann" / "03_queue" / "03_queue.ipynb"
    assert "passed: " in notebook.read_text(encoding="utf-8")


def test_another_topic_and_fewer_students_leave_the_rest(course: Path, tmp_path: Path) -> None:
    assert export(course, graded(tmp_path / "results", {"ann": "passed"}, topic="05_counter")) == 0
    with opened(course) as gradebook:
        assert gradebook.find_submission("05_counter", "ann").score == 10
        assert gradebook.find_submission("03_queue", "陈小明").score == 10


def by_hand(course: Path, student: str, **told: object) -> None:
    """Grade as formgrader does when a person typed a score."""
    with opened(course) as gradebook:
        found = grade(gradebook, student)
        for name, value in told.items():
            setattr(found, name, value)
        found.needs_manual_grade = False
        gradebook.db.commit()


def test_what_a_person_entered_is_kept(course: Path, tmp_path: Path) -> None:
    by_hand(course, "ann", manual_score=5.0)
    by_hand(course, "bob", manual_score=3.0)
    by_hand(course, "陈小明", extra_credit=2.0)
    before = dump(course)
    assert export(course, graded(tmp_path / "results", CLASS)) == 0
    assert dump(course) == before
    assert export(course, graded(tmp_path / "again", CLASS | {"bob": "passed"})) == 0
    with opened(course) as gradebook:
        assert (grade(gradebook, "ann").score, grade(gradebook, "ann").needs_manual_grade) == (5, False)
        assert (grade(gradebook, "陈小明").score, grade(gradebook, "陈小明").extra_credit) == (8, 2)
        bob = grade(gradebook, "bob")
        assert (bob.manual_score, bob.auto_score, bob.score) == (3, 6, 3)
        assert bob.needs_manual_grade  # the answer is another one: somebody should look again


def test_a_check_that_is_new_worth_more_or_gone(course: Path, tmp_path: Path) -> None:
    checks = (replace(FIRST, max_points=8, points=8), replace(SECOND, check="test_c", max_points=3))
    results = left(tmp_path / "results", Row(student="ann", topic="03_queue", checks=checks))
    assert export(course, results) == 0
    with opened(course) as gradebook:
        assert gradebook.find_assignment("03_queue").max_score == 11
        assert gradebook.find_submission("03_queue", "ann").score == 8
        with pytest.raises(MissingEntry):
            gradebook.find_grade_cell("test_b", "03_queue", "03_queue")


def test_a_check_that_is_gone_stays_where_somebody_graded_it(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_hand(course, "ann", manual_score=5.0)
    results = left(tmp_path / "results", Row(student="ann", topic="03_queue", checks=(FIRST,)))
    assert "graded it by hand" in refused(course, results, capsys)


def test_a_submission_of_which_no_check_is_known_waits_for_a_person(course: Path, tmp_path: Path) -> None:
    unknown = replace(FIRST, check="collection", points=0, max_points=0, outcome="grader_error")
    both = left(
        tmp_path / "results",
        Row(student="ann", topic="03_queue", checks=(unknown,)),
        Row(student="ann", topic="05_counter", checks=(unknown,)),
    )
    assert export(course, both) == 0
    with opened(course) as gradebook:
        for check in ("test_a", "test_b"):
            assert grade(gradebook, "ann", check).needs_manual_grade
        assert gradebook.find_assignment("03_queue").max_score == 10
        (waiting,) = gradebook.submission_dicts("05_counter")
        assert waiting["needs_manual_grade"]


def test_the_time_of_a_submission_is_the_one_that_nbgrader_noted(course: Path, tmp_path: Path) -> None:
    stamp = course / "submitted" / "ann" / "03_queue" / "timestamp.txt"
    stamp.write_text("2026-02-03 10:30:00 UTC")
    results = graded(tmp_path / "results", CLASS)
    assert export(course, results) == 0
    with opened(course) as gradebook:
        assert gradebook.find_submission("03_queue", "ann").timestamp == datetime(2026, 2, 3, 10, 30)
    assert "ann" in NbGraderAPI(CourseDirectory(root=str(course))).get_autograded_students("03_queue")


def test_a_time_that_nobody_can_read_is_said(course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "submitted" / "ann" / "03_queue" / "timestamp.txt").write_text("yesterday?")
    assert "timestamp.txt" in refused(course, graded(tmp_path / "results", CLASS), capsys)


# All or nothing


@contextmanager
def failing(wanted: str, nth: int) -> Iterator[list[str]]:
    """Let the nth statement with `wanted` in it fail in the database; yields those that came."""
    came: list[str] = []

    def look(*told: Any) -> None:
        if wanted in told[2]:
            came.append(told[2])
            if len(came) == nth:
                raise sqlite3.OperationalError("the disk is full")

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield came
    finally:
        event.remove(Engine, "before_cursor_execute", look)


AGAIN = CLASS | {"ann": "passed", "new": "passed"}


def test_a_failure_of_the_last_write_leaves_the_gradebook_as_it_was(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = graded(tmp_path / "results", AGAIN)
    twin = Path(shutil.copytree(course, tmp_path / "twin"))
    with failing("", 10**6) as came:
        assert export(twin, results) == 0
    writes = [each for each in came if each.startswith(("INSERT", "UPDATE"))]
    assert len(writes) > 3
    with failing(writes[-1], sum(each == writes[-1] for each in came)):
        said = refused(course, results, capsys)
    assert "the disk is full" in said
    assert "nothing was changed" in said
    assert export(course, results) == 0
    with opened(course) as gradebook:
        assert grade(gradebook, "new").auto_score == 6


def test_a_failure_of_the_commit_leaves_the_gradebook_as_it_was(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = graded(tmp_path / "results", AGAIN)
    before = dump(course)
    with closing(sqlite3.connect(course / "gradebook.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM grade").fetchone()  # a reader in the middle of it: nobody can commit
        url = f"sqlite:///{course / 'gradebook.db'}?timeout=0"
        assert cli.run(["export", "nbgrader", str(results), "--db", url]) == 2
    assert "locked" in capsys.readouterr().err
    assert dump(course) == before


def test_a_failure_of_a_new_gradebook_leaves_no_file(tmp_path: Path) -> None:
    report = read_results(graded(tmp_path / "results", CLASS))
    with failing("INSERT INTO grade ", 1), pytest.raises(ExportError, match="disk is full"):
        export_gradebook(report, str(tmp_path / "gradebook.db"))
    assert not (tmp_path / "gradebook.db").exists()


def test_folders_that_cannot_be_made_leave_the_gradebook_as_it_was(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "submitted" / "new").write_text("")
    assert "submitted/new" in refused(course, graded(tmp_path / "results", AGAIN), capsys)


# What is not ours


def test_an_assignment_of_nbgraders_own_is_left_alone(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(course) as gradebook:
        for topic, notebook in (("05_counter", "05_counter"), ("06_bank", "problem1")):
            gradebook.add_assignment(topic)
            gradebook.add_notebook(notebook, topic)
            gradebook.add_solution_cell("answer", notebook, topic)
    for topic in ("05_counter", "06_bank"):
        said = refused(course, graded(tmp_path / "results", {"ann": "passed"}, topic=topic), capsys)
        assert f"assignment {topic}" in said


@pytest.mark.parametrize("text", ["{}", "broken", json.dumps({"metadata": {}, "cells": []})])
def test_a_notebook_of_somebody_elses_is_left_alone(
    text: str, course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = course / "autograded" / "ann" / "03_queue" / "03_queue.ipynb"
    path.write_text(text)
    assert "not the grader's" in refused(course, graded(tmp_path / "results", AGAIN), capsys)
    assert path.read_text() == text


def test_a_name_that_no_folder_can_have_gets_its_grades(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(course, graded(tmp_path / "results", {"../../up": "passed", "..": "failed"})) == 0
    assert "../../up" in capsys.readouterr().err
    assert not list(tmp_path.rglob("up"))
    with opened(course) as gradebook:
        assert gradebook.find_submission("03_queue", "../../up").score == 10


# Wrong use


def something_else(root: Path) -> str:
    with closing(sqlite3.connect(root / "other.db")) as database:
        database.execute("CREATE TABLE student (id INTEGER)")
    return str(root / "other.db")


def no_database(root: Path) -> str:
    (root / "other.db").write_text("not a database at all" * 100)
    return str(root / "other.db")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda root: str(root / "no" / "gradebook.db"), "unable to open"),
        (str, "unable to open"),
        (no_database, "not a database"),
        (something_else, "of something else"),
        (lambda root: "nosuch://ann:secret@host/db", "cannot open"),
        (lambda root: "://secret", "no URL"),
        (lambda root: "sqlite://", "names no file"),
        (lambda root: "mssql+pymssql://ann:secret@localhost/db", "needs the driver pymssql"),
    ],
)
def test_a_database_that_cannot_be_written_is_said_in_a_sentence(
    make: Callable[[Path], str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = graded(tmp_path / "results", CLASS)
    url = make(tmp_path)
    before = files(tmp_path)
    assert cli.run(["export", "nbgrader", str(results), "--db", url]) == 2
    came = capsys.readouterr()
    assert said in came.err
    assert "secret" not in came.err
    assert came.err.count("\n") == 1
    assert came.out == ""
    assert files(tmp_path) == before


def test_a_gradebook_of_an_older_nbgrader_is_to_be_upgraded_first(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        database.execute("ALTER TABLE student DROP COLUMN lms_user_id")
    assert "nbgrader db upgrade" in refused(course, graded(tmp_path / "results", CLASS), capsys)


def test_without_nbgrader_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "nbgrader" else object())
    assert cli.run(["export", "nbgrader", str(graded(tmp_path, CLASS))]) == 2
    assert capsys.readouterr().err == (
        "grader: exporting to nbgrader needs nbgrader: run `pip install 'racecourse[ta]'`.\n"
    )


def test_the_gradebook_is_a_file_here_unless_told(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course)
    before = dump(course)
    assert cli.run(["export", "nbgrader", str(graded(tmp_path / "results", {"new": "passed"}))]) == 0
    assert dump(course) != before
    assert (course / "autograded" / "new" / "03_queue" / "03_queue.ipynb").exists()


def test_the_course_folder_may_be_another_one(course: Path, tmp_path: Path) -> None:
    report = report_of([Row(student="new", topic="t", checks=(second("passed"),))], {})
    export_gradebook(report, str(course / "gradebook.db"), tmp_path / "root")
    assert (tmp_path / "root" / "autograded" / "new" / "t" / "t.ipynb").exists()
    assert not (course / "source" / "t").exists()
