"""The journal and the lock."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.journal import Journal, Key, grader_digest, opened
from grader.batch.lock import exclusive
from grader.batch.model import BatchError, Verdict, decode_results, same_for_all
from grader.result import CheckResult

KEY = Key("ann", "01_echo", "s", "t", "g")
RIGHT = CheckResult("test_a", "A", "race", 3, 3, "passed")


def verdict(*checks: CheckResult) -> Verdict:
    return Verdict(student="ann", topic="01_echo", checks=checks, notes=("a note",))


def test_a_verdict_comes_back_whole_from_a_new_process(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    with opened(path) as journal:
        journal.put(KEY, verdict(RIGHT))
    with opened(path) as journal:
        assert journal.get(KEY) == verdict(RIGHT)
        assert len(journal) == 1


@pytest.mark.parametrize("part", ["student", "topic", "submission", "suite", "grader"])
def test_each_part_of_the_key_counts(part: str, tmp_path: Path) -> None:
    with opened(tmp_path / "j.sqlite") as journal:
        journal.put(KEY, verdict(RIGHT))
        assert journal.get(replace(KEY, **{part: "other"})) is None


def test_a_row_is_replaced_not_doubled(tmp_path: Path) -> None:
    with opened(tmp_path / "j.sqlite") as journal:
        journal.put(KEY, verdict())
        journal.put(KEY, verdict(RIGHT))
        assert len(journal) == 1
        assert journal.get(KEY) == verdict(RIGHT)


@pytest.mark.parametrize("outcome", ["grader_error", "inconclusive"])
def test_what_has_no_verdict_is_graded_again(outcome: str, tmp_path: Path) -> None:
    with opened(tmp_path / "j.sqlite") as journal:
        journal.put(KEY, verdict(RIGHT, replace(RIGHT, outcome=outcome, points=0)))
        assert journal.get(KEY) is None
        assert len(journal) == 1


def test_what_is_no_journal_is_said(tmp_path: Path) -> None:
    (tmp_path / "j.sqlite").write_bytes(b"something else" * 100)
    with pytest.raises(BatchError, match="move it away"), opened(tmp_path / "j.sqlite") as journal:
        assert isinstance(journal, Journal)


def test_the_sandbox_is_part_of_the_graders_digest() -> None:
    assert grader_digest("box") != grader_digest("none")
    assert grader_digest("box") == grader_digest("box")


def test_a_folder_is_held_by_one_process_only(tmp_path: Path) -> None:
    again = "from pathlib import Path; from grader.batch.lock import exclusive\nwith exclusive(Path({!r})): print('in')"
    command = [sys.executable, "-c", again.format(str(tmp_path))]
    with exclusive(tmp_path):
        refused = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "in use by another run" in refused.stderr
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == "in\n"


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    hold = "import sys, time; from pathlib import Path; from grader.batch.lock import exclusive\n"
    hold += f"with exclusive(Path({str(tmp_path)!r})): print('in', flush=True); sys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout
        assert holder.stdout.readline() == "in\n"
        with pytest.raises(BatchError, match="in use"), exclusive(tmp_path):
            pass
        holder.kill()
    with exclusive(tmp_path):
        pass


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BatchError, match="cannot write"), exclusive(tmp_path / "file" / "out"):
        pass


def test_a_remark_is_a_result_too() -> None:
    data = b'[{"check":"a","title":"","kind":"remark","points":0,"max_points":0,"outcome":"passed","message":"slow"}]'
    assert [result.message for result in decode_results(data)] == ["slow"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]x",
        b"{}",
        b'[{"check": "a"}]',
        b'[{"check":"a","title":"","kind":"magic","points":0,"max_points":1,"outcome":"passed"}]',
        b'[{"check":"a","title":"","kind":"race","points":0,"max_points":1,"outcome":"great"}]',
        b'[{"check":"a","title":"","kind":"race","points":2,"max_points":1,"outcome":"passed"}]',
        b'[{"check":"a","title":"","kind":"race","points":-1,"max_points":1,"outcome":"passed"}]',
        b'[{"check":"a","title":"","kind":"race","points":true,"max_points":1,"outcome":"passed"}]',
    ],
)
def test_results_that_cannot_be_true_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of msgspec or of ours, with many texts
        decode_results(data)


def test_a_remark_is_a_result_but_says_nothing_of_what_was_not_judged() -> None:
    remark = CheckResult("test_b", "B", "remark", 0, 0, "passed", "works on Tuesdays only")
    data = b'[{"check":"b","title":"","kind":"remark","points":0,"max_points":0,"outcome":"passed","message":"m"}]'
    assert decode_results(data)[0].kind == "remark"
    assert [check.check for check in same_for_all([RIGHT, remark], "failed", "no file")] == ["test_a"]
