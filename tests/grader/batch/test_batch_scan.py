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
    put(tmp_path, "ann/01_echo/a.py", "ann/1_echo/a.py", "notes.txt", "ann/plan/x", ".hidden/01_echo/a.py")
    make_zip(tmp_path / "cid.zip", ("x.py", ""), ("../01_echo/a.py", ""))
    (tmp_path / "dan").mkdir()
    scanned = scan(tmp_path, TOPICS)
    assert scanned.found[0].source == tmp_path / "ann" / "01_echo"
    assert scanned.found[0].notes == ("01_echo was handed in twice; 1_echo was not looked at.",)
    assert sorted(scanned.strays) == [
        "ann/plan is no topic and was passed over.",
        "cid.zip has ../01_echo/a.py in it, which climbs out.",
        "dan has nothing in it.",
        "notes.txt is neither a folder nor a zip.",
    ]


def test_who_handed_in_something_that_fits_no_topic_is_not_lost(tmp_path: Path, make_zip: MakeZip) -> None:
    put(tmp_path, "ann/01_echo/a.py", "bob/x.py", "bob/y.py", "dan.7z", "eve.tar.gz")
    make_zip(tmp_path / "cid.zip", ("x.py", ""))
    make_zip(tmp_path / "fay.zip", ("01_echo.zip", ""))
    rows = {each.student: each.problem for each in scan(tmp_path, {"01_echo": ["a.py"]}).found}
    assert rows == {
        "ann": "",
        "bob": "No topic was found in bob, which has x.py, y.py: each topic should be a folder of its name, such as "
        "01_echo with a.py in it.",
        "cid": "No topic was found in cid.zip, which has x.py: each topic should be a folder of its name, such as "
        "01_echo with a.py in it.",
        "dan": "dan.7z is no zip: unpack it, or have it handed in as a zip.",
        "eve": "eve.tar.gz is no zip: unpack it, or have it handed in as a zip.",
        "fay": "01_echo.zip is a zip within a zip, which is not opened: hand in one zip with the files in it.",
    }


def test_what_fits_no_topic_is_named_where_another_topic_is_missing(tmp_path: Path) -> None:
    put(tmp_path, "ann/02_pool/p.py", "ann/work/e.py")
    (found,) = scan(tmp_path, TOPICS, chosen=["01_echo", "02_pool"]).found[:1]
    assert found.problem == f"{NOTHING} What fits no topic: work."


def test_files_outside_their_folders_are_found_in_folders_and_zips(tmp_path: Path, make_zip: MakeZip) -> None:
    put(tmp_path, "ann/a.py")
    make_zip(tmp_path / "bob.zip", ("hw/a.py", ""))
    found = scan(tmp_path, {"01_echo": ["a.py"], "02_pool": ["p.py"]}).found
    assert [(each.student, each.source, each.inside) for each in found] == [
        ("ann", tmp_path / "ann", ""),
        ("bob", tmp_path / "bob.zip", "hw"),
    ]
    assert all(each.notes for each in found)


def test_students_who_may_be_one_are_named(tmp_path: Path) -> None:
    put(
        tmp_path,
        "ann/01_echo/a.py",
        "ann (1)/01_echo/a.py",
        "Bob/01_echo/a.py",
        "bob/01_echo/a.py",
        "cid (2)/01_echo/a",
    )
    scanned = scan(tmp_path, TOPICS)
    assert len(scanned.found) == 5
    assert len(scanned.strays) == 2
    assert "ann (1) looks like a second copy of ann" in scanned.strays[0]
    assert "Bob and bob differ only" in scanned.strays[1]


@pytest.mark.parametrize("name", ["01_echo", "01_ECHO", "02_pool.zip"])
def test_a_topic_in_the_place_of_a_student_is_refused(name: str, tmp_path: Path) -> None:
    put(tmp_path, "ann/01_echo/a.py", f"{name}/a.py")
    with pytest.raises(BatchError, match=f"has {name} where a student should be.*PATH/<student>/<topic>"):
        scan(tmp_path, TOPICS)


def test_the_results_of_another_run_are_no_student(tmp_path: Path) -> None:
    put(tmp_path, "ann/01_echo/a.py", "old/journal.sqlite", "old/.lock", "old/students/ann.html")
    scanned = scan(tmp_path, TOPICS, chosen=["01_echo"])
    assert [each.student for each in scanned.found] == ["ann"]
    assert scanned.strays == ["old has the results of another run and was passed over."]


def test_a_folder_without_end_costs_bounded_time(tmp_path: Path) -> None:
    deep = tmp_path / "ann"
    for _ in range(60):
        deep /= "d"
    deep.mkdir(parents=True)
    put(tmp_path, "bob/01_echo/a.py")
    (tmp_path / "bob" / "loop").symlink_to(tmp_path / "bob")
    assert [each.student for each in scan(tmp_path, TOPICS).found] == ["ann", "bob"]


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
