"""The sample class, as far as the intake sees it; `make demo` grades it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader.batch.intake import Submission, take_in
from grader.batch.model import Suite
from grader.batch.scan import scan
from grader.course import Course

ROOT = Path(__file__).resolve().parents[3]
TOPICS = ("02_pool", "03_queue", "14_tcp_client")


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Submission]:
    root = tmp_path_factory.mktemp("sample")
    subprocess.run([sys.executable, "-m", "tests.classes.build", str(root / "class")], cwd=ROOT, check=True)
    work = root / "work"
    work.mkdir()
    done = {}
    for number, found in enumerate(scan(root / "class", TOPICS).found):
        topic = Course(ROOT).topic(found.topic)
        suite = Suite(topic.name, "", ROOT, topic.tests, frozenset(topic.modules), topic.handout)
        done[found.student, found.topic] = take_in(found, suite, work / str(number))
    assert not list(root.rglob("stolen.py"))
    return done


def test_nobody_is_lost(taken: dict[tuple[str, str], Submission]) -> None:
    assert len({student for student, _ in taken}) == 35
    assert {topic for _, topic in taken} == set(TOPICS)


def test_what_cannot_be_read_is_said(taken: dict[tuple[str, str], Submission]) -> None:
    problems = {student: each.problem for (student, _), each in taken.items() if each.problem}
    assert sorted(problems) == ["noor", "otto", "quinn", "vera"]
    assert "encrypted" in problems["otto"]
    assert "16 MiB" in problems["quinn"]
    assert "empty" in problems["vera"]


def test_what_was_left_out_is_said(taken: dict[tuple[str, str], Submission]) -> None:
    notes = {student: len(each.notes) for (student, _), each in taken.items() if each.notes}
    assert notes == {"eve": 3, "luca": 4, "mona": 1, "pia": 3, "xue 雪": 1, "yusuf": 1, "zoë": 1}


def test_a_right_answer_arrives_whole_however_it_is_packed(taken: dict[tuple[str, str], Submission]) -> None:
    for student in ("ada", "陈小明", "yara", "luca", "yusuf"):
        folder = taken[student, "02_pool"].folder
        assert folder is not None
        assert [path.name for path in folder.iterdir()] == ["pipeline.py"]
