"""The command `grader grade` as a process: exit codes, files, and its death at any moment."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.batch.conftest import SmallCourse

PATIENCE = 300.0  # for things that must happen; nothing is judged by how long they take


def command(course: SmallCourse, *more: str) -> list[str]:
    fixed = ["grade", str(course.handed_in), "--out", str(out(course)), "--course", str(course.root), "--unsafe"]
    return [sys.executable, "-m", "grader.cli", *fixed, *more]


def out(course: SmallCourse) -> Path:
    return course.root.parent / "out"


def run(course: SmallCourse, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(course, *more), capture_output=True, text=True, check=False)


def grades(course: SmallCourse) -> list[dict[str, str]]:
    with (out(course) / "grades.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@contextmanager
def started(course: SmallCourse, *more: str) -> Iterator[subprocess.Popen[str]]:
    # Whoever starts the tests in the background has them ignore Ctrl-C, and a child of theirs would too.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        command(course, *more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    signal.signal(signal.SIGINT, handler)
    with process:
        try:
            yield process
        finally:
            process.kill()


def test_a_class_is_graded_and_written_down(course: SmallCourse) -> None:
    course.give(ann="right", bob="half", 陈小明="right")
    done = run(course, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert grades(course) == [
        {"student": "ann", "topic": "01_echo", "score": "10", "max_score": "10", "outcome": "passed"},
        {"student": "bob", "topic": "01_echo", "score": "4", "max_score": "10", "outcome": "failed"},
        {"student": "陈小明", "topic": "01_echo", "score": "10", "max_score": "10", "outcome": "passed"},
    ]
    results = json.loads((out(course) / "results.json").read_text(encoding="utf-8"))
    message = results[3].pop("message")
    assert "\x1b" not in message
    assert message.endswith("it is half <script>alert(1)</script>")
    assert results[3] == {
        "student": "bob",
        "topic": "01_echo",
        "check": "test_second",
        "title": "The answer is right.",
        "public": False,
        "kind": "faults",
        "points": 0,
        "max_points": 6,
        "outcome": "failed",
    }
    page = (out(course) / "students" / "bob.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert (out(course) / "students" / "陈小明.md").exists()
    assert str((out(course) / "index.html").resolve()) in done.stdout
    assert "3/3" in done.stdout


def test_everybody_has_a_row_of_a_chosen_topic(course: SmallCourse) -> None:
    course.give(ann="right")
    (course.handed_in / "bob").mkdir()
    assert run(course, "--topic", "01_echo").returncode == 0
    assert [(row["student"], row["score"], row["outcome"]) for row in grades(course)] == [
        ("ann", "10", "passed"),
        ("bob", "0", "failed"),
    ]


def test_our_own_fault_is_exit_code_1_and_costs_no_points(course: SmallCourse) -> None:
    course.give(ann="right", bob="die")
    done = run(course)
    assert done.returncode == 1
    assert [(row["score"], row["max_score"], row["outcome"]) for row in grades(course)] == [
        ("10", "10", "passed"),
        ("0", "0", "grader_error"),
    ]


def test_a_zip_that_cannot_be_read_is_a_row(course: SmallCourse) -> None:
    course.give(ann="right")
    (course.handed_in / "bob.zip").write_bytes(b"PK no zip")
    assert run(course).returncode == 0
    assert [(row["student"], row["score"], row["max_score"]) for row in grades(course)] == [
        ("ann", "10", "10"),
        ("bob", "0", "10"),
    ]


def test_an_out_folder_among_the_submissions_is_nobody(course: SmallCourse) -> None:
    course.give(ann="right")
    inside = ["grade", str(course.handed_in), "--out", str(course.handed_in / "out"), "--course", str(course.root)]
    for more in ([], ["--topic", "01_echo"]):
        done = subprocess.run([sys.executable, "-m", "grader.cli", *inside, "--unsafe", *more], check=False)
        assert done.returncode == 0
        assert (course.handed_in / "out" / "grades.csv").read_text().count("\n") == 2


def test_a_topic_given_twice_is_graded_once(course: SmallCourse) -> None:
    course.give(ann="right")
    assert run(course, "--topic", "01_echo", "--topic", "01_echo", "--jobs", "50").returncode == 0
    assert len(grades(course)) == 1


def test_a_topic_whose_checks_are_broken_has_rows_and_shows_no_source(course: SmallCourse) -> None:
    course.give(ann="right")
    hidden = course.root / "tests" / "hidden" / "01_echo" / "test_01_echo_hidden.py"
    hidden.write_text(hidden.read_text() + "\nSECRET = missing\n")
    done = run(course)
    assert done.returncode == 1
    assert "! ann 01_echo:" in done.stdout
    assert "NameError: name 'missing' is not defined" in " ".join(done.stdout.split())
    assert [row["outcome"] for row in grades(course)] == ["grader_error"]
    (result,) = json.loads((out(course) / "results.json").read_text())
    assert (result["outcome"], result["points"], result["max_points"]) == ("grader_error", 0, 0)
    for page in ("index.html", "students/ann.html", "results.json"):
        assert "SECRET" not in (out(course) / page).read_text()
    assert "SECRET" in (out(course) / "judge.log").read_text()


def test_a_remark_is_on_the_page_and_no_result(course: SmallCourse) -> None:
    course.give(ann="half")
    hidden = course.root / "tests" / "hidden" / "01_echo" / "test_01_echo_hidden.py"
    text = "\nfrom grader import remark\n@remark('It runs on Linux only.')\ndef test_third(answer):\n    assert 0\n"
    hidden.write_text(hidden.read_text() + text)
    assert run(course).returncode == 0
    assert [row["outcome"] for row in grades(course)] == ["failed"]
    results = json.loads((out(course) / "results.json").read_text())
    assert [(each["check"], each["outcome"]) for each in results] == [
        ("test_first", "passed"),
        ("test_second", "failed"),
    ]
    assert "It runs on Linux only." in (out(course) / "students" / "ann.html").read_text()


def test_a_locale_without_these_letters_changes_no_name(course: SmallCourse) -> None:
    course.give(陈小明="right")
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = subprocess.run(command(course), capture_output=True, check=False, env=os.environ | plain)
    assert done.returncode == 0, done.stderr
    assert b"??? 01_echo: 10 points" in done.stdout
    assert [row["student"] for row in grades(course)] == ["陈小明"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="writes to /dev/full, which Linux has")
def test_pages_that_cannot_be_written_are_one_sentence(course: SmallCourse) -> None:
    course.give(ann="right")
    out(course).mkdir()
    (out(course) / ".lock").touch()
    (out(course) / ".grades.csv.part").symlink_to("/dev/full")
    done = run(course)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "No space left on device): what is graded is kept" in done.stderr


def test_a_second_run_on_one_out_folder_is_refused(course: SmallCourse) -> None:
    course.give(ann="hold")
    (course.root / "hold").touch()
    with started(course) as first:
        while not course.judged():
            assert first.poll() is None
            time.sleep(0.01)
        second = run(course)
        assert second.returncode == 2
        assert second.stderr.count("\n") == 1
        assert "in use by another run" in second.stderr
        (course.root / "hold").unlink()
        assert first.wait(PATIENCE) == 0


def test_killed_and_resumed_nothing_is_lost_doubled_or_left(course: SmallCourse) -> None:
    course.give(**{f"s{number}": "right" for number in range(5)}, z="hold")
    (course.root / "hold").touch()
    with started(course, "--jobs", "1") as process:
        assert process.stdout
        for number in range(1, 6):
            assert process.stdout.readline().startswith(f"{number}/6 ")
        while "hold" not in course.judged():
            time.sleep(0.01)
        process.kill()
        process.wait()
        course.until_gone()
    assert not (out(course) / "grades.csv").exists()
    (course.root / "hold").unlink()
    done = run(course, "--jobs", "1")
    assert done.returncode == 0
    assert done.stdout.count("known already") == 5
    assert [row["student"] for row in grades(course)] == ["s0", "s1", "s2", "s3", "s4", "z"]
    assert sorted(course.judged()) == ["hold", "hold", *["right"] * 5]
    assert not (out(course) / ".work").exists()


def test_interrupted_it_says_how_to_go_on(course: SmallCourse) -> None:
    course.give(ann="right", z="hold")
    (course.root / "hold").touch()
    with started(course, "--jobs", "1") as process:
        while "hold" not in course.judged():
            assert process.poll() is None
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert output == "1/2 ann 01_echo: 10 points\n"
    assert errors.count("\n") == 1
    assert "the same command goes on" in errors
    course.until_gone()
    assert not (out(course) / ".work").exists()
    (course.root / "hold").unlink()
    assert run(course).returncode == 0
    assert course.judged().count("right") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grade", "{missing}", "--out", "{out}"], "no such path"),
        (["grade", "{file}", "--out", "{out}"], "is not a folder"),
        (["grade", "{empty}", "--out", "{out}"], "looked for PATH/<student>/<topic>/<files>"),
        (["grade", "{given}", "--out", "{out}", "--topic", "1_echo"], "did you mean 01_echo?"),
        (["grade", "{given}", "--out", "{file}"], "cannot write to"),
        (["grade", "{given}", "--out", "{given}"], "holds the submissions"),
        (["grade", "{given}", "--out", "{given}/.."], "holds the submissions"),
        (["grade", "{given}", "--out", "{given}/ann"], "is a student's folder"),
        (["grade", "{given}", "--out", "{given}/ann/out"], "lies in a student's folder"),
        (["grade", "{given}", "--out", ""], "one of the arguments is empty"),
        (["grade", "", "--out", "{out}"], "one of the arguments is empty"),
        (["grade", "{given}/ann", "--out", "{out}"], "has 01_echo where a student should be"),
        (["grade", "{given}", "--out", "{out}", "--jobs", "-1"], "--jobs"),
        (["grade", "{given}"], "Missing option '--out'"),
        (["grade", "{given}", "--out", "{out}", "--jobs", "many"], "--jobs"),
        (["grade", "{given}", "--out", "{out}", "--course", "/"], "no course at /"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(
    arguments: list[str], said: str, course: SmallCourse, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    course.give(ann="right")
    places = {"missing": tmp_path / "missing", "file": tmp_path / "file", "empty": tmp_path / "empty"}
    filled = [each.format(given=course.handed_in, out=out(course), **places) for each in arguments]
    if arguments[0] == "grade" and "--course" not in arguments:
        filled += ["--course", str(course.root)]
    if arguments[0] == "grade":
        filled += ["--unsafe"]
    done = subprocess.run([sys.executable, "-m", "grader.cli", *filled], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith("\n")
