"""The engine: what a judge does costs one submission at most."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy.exc

from grader.batch.journal import Journal
from grader.batch.judge import Judge
from grader.batch.model import BatchError, Enough, Suite, Verdict
from grader.batch.run import Order, grade
from grader.check import REMARK

if TYPE_CHECKING:
    from tests.grader.batch.conftest import Ear, SmallCourse


def order(course: SmallCourse, suite: Suite, **changes: object) -> Order:
    fixed = {"path": course.handed_in, "out": course.root.parent / "out", "suites": {suite.topic: suite}}
    made = Order(**{"jobs": 2, "sandbox": "none", **fixed, **changes})  # type: ignore[arg-type]  # a test's shorthand
    made.out.mkdir(exist_ok=True)
    return made


def outcomes(verdict: Verdict) -> list[tuple[str, int]]:
    return [(check.outcome, check.points) for check in verdict.checks]


def by_student(verdicts: list[Verdict]) -> dict[str, Verdict]:
    return {verdict.student: verdict for verdict in verdicts}


def sqlite_full() -> Exception:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL"
    return sqlalchemy.exc.OperationalError("insert", {}, error)


GREAT = [("passed", 4), ("passed", 6)]
NOTHING = [("grader_error", 0), ("grader_error", 0)]


def test_a_class_is_judged(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    course.give(ann="right", bob="half")
    (course.handed_in / "cid" / "01_echo").mkdir(parents=True)
    got = by_student(grade(order(course, suite), ear))
    assert outcomes(got["ann"]) == GREAT
    assert outcomes(got["bob"]) == [("passed", 4), ("failed", 0)]
    assert outcomes(got["cid"]) == [("failed", 0), ("failed", 0)]
    assert got["cid"].problem.startswith("The folder is empty")
    assert [check.public for check in got["ann"].checks] == [True, False]
    assert not course.processes()
    assert sorted(path.name for path in (course.root.parent / "out").iterdir()) == ["journal.sqlite"]


def test_a_grading_ends_when_it_is_enough(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    course.give(ann="half", bob="half", cid="half", dan="right")
    enough = {
        "ann": Enough(("correctness",)),
        "bob": Enough(("faults",), passes=True),
        "dan": Enough(),
    }
    limits = {(student, "01_echo"): limit for student, limit in enough.items()}
    last = '@check(points=1, kind="race")\ndef test_last():\n    """All is well."""\n'
    suite.tests[1].write_text(f"{suite.tests[1].read_text()}\n{last}")
    got = by_student(grade(order(course, suite, enough=limits), ear))
    whole = [("passed", 4), ("failed", 0), ("passed", 1)]
    assert outcomes(got["ann"]) == whole, "no check of that kind fails"
    assert outcomes(got["bob"]) == [whole[1], whole[0]], "what can be enough comes first"
    assert outcomes(got["cid"]) == whole, "nothing is said of it"
    assert outcomes(got["dan"]) == [*GREAT, ("passed", 1)], "nothing fails"


def test_what_is_enough() -> None:
    said = [("faults", "failed"), ("race", "inconclusive")]
    assert Enough().is_met(said)
    assert Enough(("faults",)).is_met(said)
    assert not Enough(("faults",), passes=True).is_met(said)
    assert not Enough(("faults",), passes=True).is_met([*said, (REMARK, "passed")])
    assert Enough(("faults",), passes=True).is_met([*said, ("race", "passed")])
    assert not Enough(("faults", "race")).is_met(said)
    assert not Enough().is_met([("race", "inconclusive"), ("style", "passed")])


def test_a_judge_that_dies_harms_no_other(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    course.give(ann="right", bob="die", cid="right", dan="die once")
    got = by_student(grade(order(course, suite), ear))
    assert outcomes(got["ann"]) == outcomes(got["cid"]) == outcomes(got["dan"]) == GREAT
    assert outcomes(got["bob"]) == NOTHING
    assert "costs no points" in got["bob"].problem
    assert sum(line == "die" for line in course.judged()) == 2


def test_a_judge_that_never_ends_is_ended(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    course.give(ann="hang")
    (verdict,) = grade(order(course, suite, seconds=1.0), ear)
    assert outcomes(verdict) == NOTHING
    assert "more than 1 s" in verdict.problem
    assert not course.processes()


def test_a_check_without_a_verdict_is_our_fault(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    test = suite.tests[0]
    test.write_text(
        test.read_text()
        .replace("assert answer\n", "request.session.shouldstop = 'x'\n")
        .replace("def test_first(answer)", "def test_first(answer, request)")
    )
    course.give(ann="right")
    (verdict,) = grade(order(course, suite), ear)
    assert outcomes(verdict) == [("passed", 4), ("grader_error", 0)]
    assert verdict.checks[1].message == "The check test_second ended without a verdict."


def test_checks_that_cannot_be_collected_cost_nobody_points(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    suite.tests[1].write_text("def test_broken(:\n")
    course.give(ann="right", bob="right")
    got = grade(order(course, suite), ear)
    assert [verdict.problem.partition(":")[0] for verdict in got] == [
        "The grader failed here, which costs no points"
    ] * 2
    assert "SyntaxError" in got[0].problem
    assert all(check.max_points == 0 for verdict in got for check in verdict.checks)


def test_a_missing_test_file_is_said(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    suite.tests[1].unlink()
    course.give(ann="right")
    (verdict,) = grade(order(course, suite), ear)
    assert verdict.unsettled
    assert "cannot be used" in verdict.problem


def test_unchanged_work_is_not_judged_again(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    course.give(ann="right", bob="half")
    first = grade(order(course, suite), ear)
    course.give(bob="right", cid="right")
    second = by_student(grade(order(course, suite), ear))
    assert ear.reused == {"ann": True, "bob": False, "cid": False}
    assert second["ann"] == first[0]
    assert outcomes(second["bob"]) == GREAT
    assert len(course.judged()) == 4


def test_fresh_judges_all_again(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    course.give(ann="right")
    grade(order(course, suite), ear)
    grade(order(course, suite, fresh=True), ear)
    assert course.judged() == ["right", "right"]


def test_our_faults_are_judged_again(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    course.give(ann="die", bob="right")
    grade(order(course, suite), ear)
    grade(order(course, suite), ear)
    assert ear.reused == {"ann": False, "bob": True}


def test_without_fork_each_submission_has_a_server(
    course: SmallCourse, suite: Suite, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The server asks the same question of itself, in its own process: a shim of `os` answers it there.
    shim = course.root / "shim"
    shim.mkdir()
    (shim / "sitecustomize.py").write_text("import os, sys\nif '-m' in sys.orig_argv: del os.fork\n")
    monkeypatch.setenv("PYTHONPATH", str(shim))
    monkeypatch.setattr("grader.batch.engine.CAN_FORK", False)
    course.give(ann="right", bob="half", cid="die", dan="right")
    got = by_student(grade(order(course, suite), ear))
    assert [outcomes(got[name]) for name in ("ann", "dan")] == [GREAT, GREAT]
    assert outcomes(got["bob"]) == [("passed", 4), ("failed", 0)]
    assert outcomes(got["cid"]) == NOTHING
    assert not course.processes()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), sqlite_full()])
def test_an_out_folder_that_fails_in_the_middle_is_said(
    error: Exception, course: SmallCourse, suite: Suite, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Journal, "put", fail)
    course.give(ann="right", bob="right", cid="right")
    with pytest.raises(BatchError, match=r"out.*(No space|disk is full)"):
        grade(order(course, suite), ear)
    course.until_gone()  # the kernel ends the judges with their server, when it comes to it


def test_what_a_killed_run_left_is_removed(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    asked = order(course, suite)
    left = asked.out / ".work" / "7"
    left.mkdir(parents=True)
    (left / "answer.py").write_text("old")
    course.give(ann="right")
    grade(asked, ear)
    assert not (asked.out / ".work").exists()


def test_what_a_killed_judge_leaves_is_removed(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    test = suite.tests[0]
    litter = "import tempfile; (ROOT / 'litter').write_text(tempfile.mkdtemp()); os._exit(3)"
    test.write_text(test.read_text().replace("assert answer\n", litter + "\n"))
    course.give(ann="right")
    grade(order(course, suite, sandbox="box"), ear)
    litter = (course.root / "litter").read_text()
    assert ".work" in litter
    assert not Path(litter).exists()


def test_copies_are_for_nobody_elses_eyes(course: SmallCourse, suite: Suite, ear: Ear) -> None:
    test = suite.tests[0]
    spy = "(ROOT / 'mode').write_text(oct(Path(request.config.option.submission).parent.stat().st_mode))"
    test.write_text(
        test.read_text().replace("assert answer\n", spy + "\n").replace("first(answer)", "first(answer, request)")
    )
    course.give(ann="right")
    grade(order(course, suite), ear)
    assert Path(course.root / "mode").read_text().endswith("700")


def test_a_server_that_is_not_needed_any_more_ends_by_itself(course: SmallCourse, suite: Suite, tmp_path: Path) -> None:
    """Killed, it could not remove what judges of a killed grader have left."""

    async def begin_and_end() -> int | None:
        with (tmp_path / "log").open("wb") as log:
            judge = await Judge.start(suite, "none", log)
            await judge.close()
        return judge._process.returncode

    assert (asyncio.run(begin_and_end()) or 0) >= 0
    assert not course.processes()
