"""What is read back of a graded class, the table for Canvas and Moodle, Gradescope's files, and wrong use of all."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import cli
from grader.report.export.gradescope import gradescope_json
from grader.report.export.results import ExportError, read_results
from grader.report.export.wide import wide_csv
from grader.report.model import Report, Row
from grader.report.tables import results_json
from tests.grader.report.graded import EVIL, FIRST, SECOND, graded, left, second

LINE = {"student": "ann", "topic": "t", "check": "c", "kind": "race", "points": 1, "max_points": 2, "outcome": "failed"}


def row(student: str, topic: str, *outcomes: str) -> Row:
    checks = tuple(replace(second(outcome), check=f"test_{number}") for number, outcome in enumerate(outcomes))
    return Row(student=student, topic=topic, checks=checks)


def table(*rows: Row) -> list[list[str]]:
    return list(csv.reader(io.StringIO(wide_csv(Report(rows=rows)))))


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    report = read_results(graded(tmp_path, {"陈小明": "failed", "ann": "inconclusive"}))
    assert report.students == ["ann", "陈小明"]
    kept = replace(SECOND, details="", hints=())
    assert report.of_student("陈小明")[0].checks == (FIRST, kept)
    assert json.loads(results_json(report)) == json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))


def test_results_of_an_older_version_have_no_titles(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(json.dumps([LINE | {"message": ""}]))
    (check,) = read_results(tmp_path).rows[0].checks
    assert (check.title, check.public) == ("c", False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "{}",
        "[1]",
        "[" * 5000,
        "\xff",
        json.dumps([LINE]),
        *(
            json.dumps([LINE | {"message": ""} | wrong])
            for wrong in (
                {"points": 3},
                {"points": -1},
                {"points": "1"},
                {"kind": "remark"},
                {"outcome": "fine"},
                {"student": ""},
            )
        ),
        json.dumps([LINE | {"message": ""}] * 2),
    ],
)
def test_broken_results_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(ExportError, match=r"results\.json is broken"):
        read_results(tmp_path)


# The table


def test_the_table_has_a_row_a_student_and_a_column_a_topic() -> None:
    found = table(
        row("ann", "02_pool", "passed", "failed"), row("bob", "03_queue", "passed"), row("ann", "03_queue", "todo")
    )
    assert found == [
        ["student", "02_pool", "03_queue", "total"],
        ["ann", "6", "0", "6"],
        ["bob", "", "6", "6"],
    ]


@pytest.mark.parametrize("outcome", ["inconclusive", "grader_error"])
def test_no_number_looks_final_that_is_not(outcome: str) -> None:
    found = table(row("ann", "02_pool", "passed", outcome), row("ann", "03_queue", "passed"))
    assert found[1] == ["ann", "", "6", ""]


def test_the_table_runs_nothing_in_a_spreadsheet() -> None:
    assert table(row('=cmd|"x"', "t", "passed"))[1][0] == '\'=cmd|"x"'


def test_the_table_goes_to_standard_output_or_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = graded(tmp_path / "results", {"陈小明": "passed", "bob": "grader_error"})
    assert cli.run(["export", "csv", str(results)]) == 0
    came = capsys.readouterr()
    assert came.out == "student,03_queue,total\nbob,,\n陈小明,10,10\n"
    assert "bob 03_queue" in came.err
    assert "陈小明" not in came.err
    assert cli.run(["export", "csv", str(results), "--out", str(tmp_path / "wide.csv")]) == 0
    assert (tmp_path / "wide.csv").read_text(encoding="utf-8") == came.out
    assert capsys.readouterr().out == ""


# Gradescope


def submission(*outcomes: str) -> dict[str, Any]:
    made = Row(student="ann", topic="t", checks=(FIRST, *(second(outcome) for outcome in outcomes)))
    found: dict[str, Any] = json.loads(gradescope_json(made))
    return found


def test_gradescope_gets_scores_and_what_our_pages_say() -> None:
    found = submission("failed")
    assert found["score"] == 4 == sum(test["score"] for test in found["tests"])
    public, hidden = found["tests"]
    assert (public["score"], public["max_score"], public["status"]) == (4, 4, "passed")
    assert (hidden["score"], hidden["max_score"], hidden["status"]) == (0, 6, "failed")
    assert (hidden["name"], hidden["output"]) == (SECOND.title, SECOND.message)
    assert (public["visibility"], hidden["visibility"]) == ("visible", "after_published")
    assert {test["output_format"] for test in found["tests"]} == {test["name_format"] for test in found["tests"]}
    assert {found["output_format"], hidden["output_format"]} == {"text"}  # it shows tags as they are, and runs none


def test_gradescope_learns_nothing_of_a_hidden_check_but_title_and_message() -> None:
    told = gradescope_json(Row(student="ann", topic="t", checks=(SECOND,)))
    assert "test_b" not in told
    assert "details" not in told
    assert "a hint" not in told


@pytest.mark.parametrize("outcome", ["inconclusive", "grader_error"])
def test_gradescope_shows_no_zero_where_there_is_no_verdict(outcome: str) -> None:
    found = submission(outcome)
    assert not {"score", "max_score", "status"} & found["tests"][1].keys()
    assert "no verdict" in found["tests"][1]["output"]
    assert EVIL in found["tests"][1]["output"]
    assert "1 of 2 checks" in found["output"]


def test_gradescope_has_a_file_for_each_submission(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = left(tmp_path / "results", row("陈小明", "02_pool", "passed"), row("../up", "03_queue", "failed"))
    out = tmp_path / "out"
    assert cli.run(["export", "gradescope", str(results), "--out", str(out)]) == 0
    assert "2 submissions" in capsys.readouterr().out
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert len(names) == 2
    assert "陈小明/02_pool/results.json" in names
    assert not list(tmp_path.glob("up*"))
    assert json.loads((out / "陈小明/02_pool/results.json").read_text(encoding="utf-8"))["score"] == 6


def test_a_students_install_is_enough_for_the_table_and_for_gradescope(tmp_path: Path) -> None:
    results = graded(tmp_path / "results", {"ann": "passed"})
    program = (
        "import sys; sys.modules |= dict.fromkeys(('jinja2', 'sqlalchemy', 'nbgrader')); from grader.cli import run\n"
    )
    program += (
        "codes = run(['export', 'csv', sys.argv[1]]), run(['export', 'gradescope', sys.argv[1], '--out', sys.argv[2]])"
    )
    command = [sys.executable, "-c", program + "; sys.exit(max(codes))", str(results), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# Wrong use


def no_folder(root: Path) -> Path:
    return root / "nowhere"


def a_file(root: Path) -> Path:
    (root / "file").write_text("")
    return root / "file"


def no_results(root: Path) -> Path:
    return root


def broken(root: Path) -> Path:
    (root / "results.json").write_text("[{]")
    return root


def empty(root: Path) -> Path:
    (root / "results.json").write_text("[]")
    return root


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (no_folder, "no such folder"),
        (a_file, "is not a folder"),
        (no_results, "has no results.json"),
        (broken, "results.json is broken"),
        (empty, "has no results"),
    ],
)
@pytest.mark.parametrize("command", [["csv"], ["gradescope", "--out"], ["nbgrader", "--db"]])
def test_wrong_use_is_one_sentence(
    make: Callable[[Path], Path], said: str, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = make(tmp_path)
    before = sorted(tmp_path.iterdir())
    name, *options = command
    assert cli.run(["export", name, str(results), *(f"{each}={tmp_path / 'out.db'}" for each in options)]) == 2
    came = capsys.readouterr()
    assert came.out == ""
    assert came.err.count("\n") == 1
    assert said in came.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("command", ["csv", "gradescope"])
def test_what_cannot_be_written_is_said(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = graded(tmp_path / "results", {"ann": "passed"})
    place = a_file(tmp_path) / "below"
    assert cli.run(["export", command, str(results), "--out", str(place)]) == 2
    assert capsys.readouterr().err.startswith(f"grader: cannot write to {place}")
