"""Hostile and clumsy submissions, taken in."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.batch.intake import MAX_FILE, MAX_FILES, Found, Submission, drop, take_in
from grader.batch.model import Suite

if TYPE_CHECKING:
    from tests.grader.batch.conftest import MakeZip

GOOD = "def f():\n    return 1\n"


def taken(source: Path, suite: Suite, into: Path, inside: str = "") -> Submission:
    return take_in(Found("ann", "01_echo", source, inside), suite, into)


def names(submission: Submission) -> list[str]:
    assert submission.folder is not None, submission.problem
    root = submission.folder
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@pytest.fixture
def into(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work" / "0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ann" / "01_echo"
    made.mkdir(parents=True)
    (made / "answer.py").write_text(GOOD)
    return made


def test_a_folder_becomes_a_read_only_copy_of_its_own(folder: Path, suite: Suite, into: Path) -> None:
    (folder / "help").mkdir()
    (folder / "help" / "more.py").write_text("")
    got = taken(folder, suite, into)
    assert names(got) == ["answer.py", "help/more.py"]
    assert (into / "answer.py").read_text() == GOOD
    assert stat.S_IMODE((into / "answer.py").stat().st_mode) == 0o444
    assert stat.S_IMODE((into / "help").stat().st_mode) == 0o755
    assert got.notes == ()
    drop(got)
    assert not into.exists()
    assert (folder / "answer.py").exists()


def test_the_digest_follows_names_and_contents(folder: Path, suite: Suite, tmp_path: Path) -> None:
    first = taken(folder, suite, tmp_path / "1").digest
    assert taken(folder, suite, tmp_path / "2").digest == first
    (folder / "answer.py").write_text(GOOD + "#")
    changed = taken(folder, suite, tmp_path / "3").digest
    (folder / "answer.py").rename(folder / "answers.py")
    assert len({first, changed, taken(folder, suite, tmp_path / "4").digest}) == 3


def test_links_and_pipes_are_not_followed(folder: Path, suite: Suite, into: Path) -> None:
    (folder / "secret.txt").symlink_to("/etc/passwd")
    (folder / "away").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    got = taken(folder, suite, into)
    assert names(got) == ["answer.py"]
    assert len(got.notes) == 3
    assert "secret.txt was left out: it is a link, and links are not followed." in got.notes


def test_a_topic_that_is_a_link_is_a_problem(folder: Path, suite: Suite, into: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    got = taken(link, suite, into)
    assert got.folder is None
    assert "link" in got.problem


def test_our_own_files_are_left_out_without_a_word(folder: Path, suite: Suite, into: Path) -> None:
    for name in ("workloads.py", "README.md", ".DS_Store"):
        (folder / name).write_text("x")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "answer.cpython-311.pyc").write_bytes(b"x")
    got = taken(folder, suite, into)
    assert names(got) == ["answer.py"]
    assert got.notes == ()


def test_a_file_that_hides_a_module_is_left_out_and_named(folder: Path, suite: Suite, into: Path) -> None:
    (folder / "threading.py").write_text("")
    got = taken(folder, suite, into)
    assert names(got) == ["answer.py"]
    assert "threading.py" in got.notes[0]


def test_one_or_two_folders_too_many_are_taken_off(folder: Path, suite: Suite, into: Path, tmp_path: Path) -> None:
    (tmp_path / "bob" / "01_echo").mkdir(parents=True)
    folder.rename(tmp_path / "bob" / "01_echo" / "01_echo")
    (tmp_path / "bob" / "01_echo" / "__MACOSX").mkdir()
    assert names(taken(tmp_path / "bob", suite, into)) == ["answer.py"]


def test_a_package_beside_the_module_keeps_its_folder(folder: Path, suite: Suite, into: Path) -> None:
    (folder / "01_echo").mkdir()
    (folder / "01_echo" / "x.py").write_text("")
    assert names(taken(folder, suite, into)) == ["01_echo/x.py", "answer.py"]


def test_nothing_but_junk_is_nothing(suite: Suite, into: Path, tmp_path: Path) -> None:
    (tmp_path / "e" / "__MACOSX").mkdir(parents=True)
    (tmp_path / "e" / ".DS_Store").write_text("")
    got = taken(tmp_path / "e", suite, into)
    assert got.folder is None
    assert got.problem == "The folder is empty: nothing was handed in."
    assert not into.exists()


def test_large_and_many_files(folder: Path, suite: Suite, into: Path, tmp_path: Path) -> None:
    (folder / "data.bin").write_bytes(b"\0" * (MAX_FILE + 1))
    got = taken(folder, suite, into)
    assert names(got) == ["answer.py"]
    assert "data.bin was left out: it is larger than 2 MiB." in got.notes
    for number in range(MAX_FILES):
        (folder / f"f{number}.txt").write_text("")
    assert "more than 500 files" in taken(folder, suite, tmp_path / "2").problem


def test_names_that_differ_in_case_only(folder: Path, suite: Suite, into: Path) -> None:
    (folder / "ANSWER.py").write_text("wrong one")
    got = taken(folder, suite, into)
    assert names(got) == ["answer.py"]
    assert (into / "answer.py").read_text() == GOOD
    assert got.notes == ("ANSWER.py was left out: another file has the same name.",)


def test_a_zip_is_read_at_any_usual_depth(suite: Suite, make_zip: MakeZip, tmp_path: Path) -> None:
    for number, prefix in enumerate(("", "01_echo/", "ann/01_echo/", "ann\\01_echo\\")):
        path = make_zip(tmp_path / f"{number}.zip", (prefix + "answer.py", GOOD), ("__MACOSX/._answer.py", "x"))
        assert names(taken(path, suite, tmp_path / f"into{number}")) == ["answer.py"]


def test_a_zip_that_climbs_out(suite: Suite, make_zip: MakeZip, into: Path, tmp_path: Path) -> None:
    evil = ("../evil.py", "../../evil.py", "/tmp/evil.py", "..\\evil.py", "C:\\evil.py", "a/../../evil.py")
    path = make_zip(tmp_path / "z.zip", ("answer.py", GOOD), *((name, "evil") for name in evil))
    got = taken(path, suite, into)
    assert names(got) == ["answer.py"]
    assert len(got.notes) == len(evil)
    assert not list(tmp_path.rglob("evil.py"))
    assert not Path("/tmp/evil.py").exists()


def test_links_in_a_zip(suite: Suite, make_zip: MakeZip, into: Path, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("answer.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = make_zip(tmp_path / "z.zip", (link, "/etc/passwd"), ("other.py", GOOD))
    got = taken(path, suite, into)
    assert names(got) == ["other.py"]
    assert got.notes == ("answer.py was left out: it is a link, and links are not followed.",)


def test_a_file_and_a_folder_of_one_name(suite: Suite, make_zip: MakeZip, into: Path, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "z.zip", ("a", "file"), ("A/b.py", ""), ("answer.py", GOOD))
    got = taken(path, suite, into)
    assert names(got) == ["A/b.py", "answer.py"]
    assert len(got.notes) == 1


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name(suite: Suite, make_zip: MakeZip, into: Path, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "z.zip", ("answer.py", GOOD), ("answer.py", "other"))
    got = taken(path, suite, into)
    assert (into / "answer.py").read_text() == GOOD
    assert len(got.notes) == 1


def test_a_bomb_is_not_unpacked(suite: Suite, make_zip: MakeZip, into: Path, tmp_path: Path) -> None:
    zeros = bytes(64 << 20)
    path = make_zip(tmp_path / "z.zip", *((f"f{number}.txt", zeros) for number in range(9)))
    assert path.stat().st_size < 1 << 20
    got = taken(path, suite, into)
    assert got.folder is None
    assert "larger than 16 MiB" in got.problem
    assert not into.exists()


def test_claimed_sizes_are_not_believed(suite: Suite, make_zip: MakeZip, into: Path, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "z.zip", ("answer.py", bytes(8 << 20)))
    data = bytearray(path.read_bytes())
    directory = data.rindex(b"PK\1\2")
    data[directory + 24 : directory + 28] = struct.pack("<I", 10)
    data[22:26] = struct.pack("<I", 10)
    path.write_bytes(data)
    got = taken(path, suite, into)
    assert got.folder is None
    assert "damaged" in got.problem


def test_a_list_of_names_without_end_is_not_read(suite: Suite, into: Path, tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    entries, size = 60_000, 3 << 20
    path.write_bytes(bytes(size) + b"PK\5\6" + struct.pack("<4H2LH", 0, 0, entries, entries, size, 0, 0))
    assert "far too many files" in taken(path, suite, into).problem


def test_an_encrypted_zip(suite: Suite, make_zip: MakeZip, into: Path, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "z.zip", ("answer.py", GOOD))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in taken(path, suite, into).problem


@pytest.mark.parametrize("content", [b"", b"PK", b"Rar!\x1a\x07", b"PK\5\6" + bytes(17), b"PK\5\6" + b"\xff" * 18])
def test_what_is_no_zip_is_a_problem(content: bytes, suite: Suite, into: Path, tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    path.write_bytes(content)
    got = taken(path, suite, into)
    assert got.folder is None
    assert got.problem.startswith("z.zip ")


def test_a_damaged_zip_anywhere_is_a_problem_and_no_crash(suite: Suite, make_zip: MakeZip, tmp_path: Path) -> None:
    whole = make_zip(tmp_path / "z.zip", ("answer.py", GOOD * 50), ("b/c.py", GOOD)).read_bytes()
    for at in range(0, len(whole), 3):
        data = bytearray(whole)
        data[at] ^= 0xFF
        path = tmp_path / "d.zip"
        path.write_bytes(data)
        got = taken(path, suite, tmp_path / f"into{at}")
        assert (got.folder is None) == bool(got.problem)


def test_an_unusual_packing(suite: Suite, into: Path, tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("answer.py", GOOD)
    assert "plain zip" in taken(path, suite, into).problem


def test_a_problem_has_a_digest_of_its_own(suite: Suite, tmp_path: Path) -> None:
    one = take_in(Found("ann", "01_echo", None, problem="a"), suite, tmp_path / "1")
    two = take_in(Found("ann", "01_echo", None, problem="b"), suite, tmp_path / "2")
    assert one.digest != two.digest


@pytest.mark.parametrize(
    "name", ["answer (1).py", "answer-1.py", "answer.py.txt", "Answer.py", "Answer - Copy.py", "Copy of answer.PY"]
)
def test_a_module_under_a_name_that_something_else_changed(name: str, folder: Path, suite: Suite, into: Path) -> None:
    (folder / "answer.py").rename(folder / name)
    got = taken(folder, suite, into)
    assert names(got) == ["answer.py"]
    assert got.notes == (f"{name} was taken as answer.py, which is what it should be called.",)


@pytest.mark.parametrize("others", [("answer.txt",), ("answers.py",), ("answer (1).py", "answer (2).py"), ("answer",)])
def test_which_file_is_the_module_is_not_guessed(
    others: tuple[str, ...], folder: Path, suite: Suite, into: Path
) -> None:
    (folder / "answer.py").unlink()
    for name in others:
        (folder / name).write_text(GOOD)
    got = taken(folder, suite, into)
    assert names(got) == sorted(others)
    assert got.notes == ()


def test_a_copy_beside_the_module_changes_nothing(folder: Path, suite: Suite, into: Path) -> None:
    (folder / "answer (1).py").write_text("old")
    got = taken(folder, suite, into)
    assert (into / "answer.py").read_text() == GOOD
    assert got.notes == ()


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"", "answer.py is empty."),
        (b"\n \n", "answer.py is empty."),
        (GOOD.encode("utf-16"), "answer.py is not UTF-8 text (it may be UTF-16): save it as UTF-8."),
        (GOOD.encode() + b"\0", "answer.py is not UTF-8 text (it may be UTF-16): save it as UTF-8."),
    ],
)
def test_a_module_that_cannot_run_is_said(content: bytes, note: str, folder: Path, suite: Suite, into: Path) -> None:
    (folder / "answer.py").write_bytes(content)
    assert taken(folder, suite, into).notes == (note,)


@pytest.mark.parametrize("encode", [lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b"\n", b"\r\n")])
def test_a_mark_in_front_and_the_line_ends_of_windows_are_no_matter(
    encode: Callable[[bytes], bytes], folder: Path, suite: Suite, into: Path
) -> None:
    (folder / "answer.py").write_bytes(encode(GOOD.encode()))
    assert taken(folder, suite, into).notes == ()
    assert compile((into / "answer.py").read_bytes(), "answer.py", "exec")
