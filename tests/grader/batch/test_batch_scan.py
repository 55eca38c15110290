"""Which submissions a folder has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.batch.model import BatchError
from grader.batch.scan import NOTHING, scan

if TYPE_CHECKING:
    from tests.grader.batch.conftest import MakeZip

TOPICS = ("01_echo", "02_pool")


def put(root: Path, *paths: str) -> Path:
    for path in paths:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("x")
    return root


def test_folders_and_zips_in_all_layouts(tmp_path: Path, make_zip: MakeZip) -> None:
    put(tmp_path, "ann/01_echo/a.py", "ann/02_POOL/p.py")
    make_zip(tmp_path / "bob" / "01_echo.zip", ("a.py", ""))
    make_zip(tmp_path / "cid.zip", ("01_echo/a.py", ""), ("02_pool/p.py", ""))
    make_zip(tmp_path / "dan.ZIP", ("dan/02_pool/p.py", ""), ("__MACOSX/01_echo/._a.py", ""))
    found = scan(tmp_path, TOPICS).found
    assert [(each.topic, each.student, each.inside) for each in found] == [
        ("01_echo", "ann", ""),
        ("01_echo", "bob", ""),
        ("01_echo", "cid", "01_echo"),
        ("02_pool", "ann", ""),
        ("02_pool", "cid", "02_pool"),
        ("02_pool", "dan", "dan/02_pool"),
    ]


def test_with_a_chosen_topic_everybody_has_a_row(tmp_path: Path) -> None:
    put(tmp_path, "ann/01_echo/a.py", "bob/02_pool/p.py")
    (tmp_path / "cid").mkdir()
    found = scan(tmp_path, TOPICS, chosen=["01_echo"]).found
    assert [(each.student, each.problem) for each in found] == [("ann", ""), ("bob", NOTHING), ("cid", NOTHING)]


def test_a_student_whose_zip_cannot_be_read_is_not_lost(tmp_path: Path) -> None:
    put(tmp_path, "ann/01_echo/a.py", "bob.zip")
    found = scan(tmp_path, TOPICS).found
    assert [(each.student, each.topic, bool(each.problem)) for each in found] == [
        ("ann", "01_echo", False),
        ("bob", "01_echo", True),
    ]


def test_a_student_who_is_a_link_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "class", "ann/01_echo/a.py")
    put(tmp_path / "elsewhere", "01_echo/a.py")
    (tmp_path / "class" / "bob").symlink_to(tmp_path / "elsewhere")
    found = scan(tmp_path / "class", TOPICS).found
    assert [(each.student, each.source is None) for each in found] == [("ann", False), ("bob", True)]


def test_what_is_handed_in_twice_is_graded_once_and_said(tmp_path: Path, make_zip: MakeZip) -> None:
    put(tmp_path, "ann/01_echo/a.py")
    make_zip(tmp_path / "ann.zip", ("01_echo/a.py", ""))
    (found,) = scan(tmp_path, TOPICS).found
    assert found.source == tmp_path / "ann" / "01_echo"
    assert "handed in twice" in found.notes[0]


def test_what_is_passed_over_is_said(tmp_path: Path, make_zip: MakeZip) -> None:
    put(tmp_path, "ann/01_echo/a.py", "ann/1_echo/a.py", "notes.txt", "bob/x.py", ".hidden/01_echo/a.py")
    make_zip(tmp_path / "cid.zip", ("x.py", ""), ("../01_echo/a.py", ""))
    scanned = scan(tmp_path, TOPICS)
    assert len(scanned.found) == 1
    assert any("ann/1_echo" in stray for stray in scanned.strays)
    assert any("notes.txt" in stray for stray in scanned.strays)
    assert any("bob has no topic" in stray for stray in scanned.strays)
    assert any("climbs out" in stray for stray in scanned.strays)


def test_the_out_folder_is_no_student(tmp_path: Path) -> None:
    put(tmp_path, "ann/01_echo/a.py", "out/01_echo/a.py")
    found = scan(tmp_path, TOPICS, chosen=["01_echo"], skip=(tmp_path / "out").resolve()).found
    assert [each.student for each in found] == ["ann"]


def test_nothing_to_grade_says_what_was_looked_for(tmp_path: Path) -> None:
    put(tmp_path, "queues.py", "src/queues.py")
    with pytest.raises(BatchError, match=r"PATH/<student>/<topic>/<files>.*01_echo, 02_pool"):
        scan(tmp_path, TOPICS)


@pytest.mark.parametrize("what", ["file", "missing"])
def test_a_path_that_is_no_folder(what: str, tmp_path: Path) -> None:
    put(tmp_path, "file")
    with pytest.raises(BatchError, match=what):
        scan(tmp_path / what, TOPICS)
