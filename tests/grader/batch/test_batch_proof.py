"""The command `grader check-topic`: answers that don't get what they deserve, and mutants that nobody notices.

The checks of this tiny course read what an answer's text says, so a judge needs no guest: the reference has a lock and
a bound; whether a check notices that one of them is gone is what the tests change.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader import cli
from grader.course import Course
from grader.course.mutants import Mutant, of_reference

NAME = "01_echo"
TOML = 'title = "Echo"\nmodules = ["echo.py"]\n[hidden]\nrace = 60\nfaults = 10\n'
CHECKS = """
from pathlib import Path
import pytest
from grader import check
from grader.facts import Told, revive

@pytest.fixture
def text(request):
    text = (Path(request.config.option.submission) / "echo.py").read_text()
    if "TODO" in text:
        raise revive(Told(("NotImplementedError",), "TODO: echo"))  # as a guest tells it
    return text
"""
CHECK = '''
@check(points={points}, kind="{kind}", hints=("Look again.",))
def test_{name}(text):
    """The answer is {name}."""
    assert {condition}, "it is not {name}"
'''
REFERENCE = "def echo(lock, n):\n    with lock:\n        return range(n)\n"
STUB = 'def echo(lock, n):\n    raise NotImplementedError("TODO: echo")\n'
README = """echo: `pytest assignments/01_echo`

| correctness | 30 | |
| race | | 60 |
| faults | | 10 |
"""
LOCK = '"with lock" in text'
BOUND = '"n + 1" not in text'


def make(root: Path, *, race: str = LOCK, faults: str = BOUND, marks: str = "") -> Path:
    """Lay out the topic with these conditions of its checks."""
    folder, hidden = root / "assignments" / NAME, root / "tests" / "hidden" / NAME
    solutions = root / "solutions" / NAME
    public = "".join(CHECK.format(points=10, kind="correctness", name=f"right_{n}", condition="True") for n in "abc")
    others = "".join(CHECK.format(points=10, kind="race", name=f"guarded_{n}", condition=race) for n in "abcdef")
    others += CHECK.format(points=10, kind="faults", name="bounded", condition=faults)
    files = {
        folder / "assignment.toml": TOML,
        folder / "README.md": README,
        folder / "README.zh.md": README,
        folder / "echo.py": STUB,
        folder / f"test_{NAME}.py": CHECKS + public,
        hidden / f"test_{NAME}_hidden.py": CHECKS + others,
        solutions / "reference" / "echo.py": REFERENCE,
    }
    files |= {solutions / "right" / n / "echo.py": f"# style: {n}\n{REFERENCE}" for n in "abc"}
    wrong = "# fault: no lock | caught by: race\ndef echo(lock, n):\n    return range(n)\n"
    files |= {solutions / "wrong" / n / "echo.py": wrong for n in "abcdefghij"}
    files |= {solutions / "equivalent.toml": marks} if marks else {}
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def mutant(root: Path, operator: str) -> Mutant:
    (found,) = (each for each in of_reference(Course(root).topic(NAME)) if each.operator == operator)
    return found


def check(root: Path, capsys: pytest.CaptureFixture[str], code: int, *more: str) -> str:
    capsys.readouterr()
    came = cli.run(["check-topic", "--course", str(root), "--unsafe", "--jobs", "2", *more])
    said = capsys.readouterr()
    assert came == code, said.out + said.err
    return said.out


def test_a_topic_that_does_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(make(tmp_path), capsys, 0, NAME, "--runs", "2").splitlines() == [
        "01_echo  Echo",
        "  graded: 15 answers, 2 times each",
        "  mutants: 2 of 2 killed (100%), and 0 marked as equivalent",
        "  nothing to mend",
        "All is well.",
    ]


def test_a_mutant_that_survives_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path, faults="True")
    bound = mutant(tmp_path, "widen a bound")
    assert check(tmp_path, capsys, 1, "--runs", "1").splitlines() == [
        "01_echo  Echo",
        "  graded: 15 answers, 1 time each",
        "  mutants: 1 of 2 killed (50%), and 0 marked as equivalent",
        f"  survivor {bound.id}: widen a bound, echo.py:3",
        "      - return range(n)",
        "      + return range(n + 1)",
        "  A survivor is a hole in the checks, or means the same as before. Mark the second in "
        f'solutions/01_echo/equivalent.toml, as "{bound.id}" = "why nobody can tell".',
        "To do: 01_echo.",
    ]


def test_a_mutant_that_is_marked_is_no_survivor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path, faults="True")
    make(tmp_path, faults="True", marks=f'"{mutant(tmp_path, "widen a bound").id}" = "an example"\n')
    said = check(tmp_path, capsys, 0, "--runs", "1")
    assert "mutants: 1 of 1 killed (100%), and 1 marked as equivalent" in said
    assert "survivor" not in said


def test_a_mark_that_a_check_contradicts_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path)
    lock = mutant(tmp_path, "drop a lock").id
    said = check(make(tmp_path, marks=f'"{lock}" = "no"\n"0badf00d" = "old"\n'), capsys, 1, "--runs", "1")
    assert f"{lock} (drop a lock, echo.py:2) is marked as equivalent, but" in said
    assert "it is not guarded_a" in said
    assert "0badf00d is no mutant of the reference any more" in said
    assert "mutants: 1 of 1 killed" in said


def test_answers_that_do_not_get_what_they_deserve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path)
    solutions = tmp_path / "solutions" / NAME
    (tmp_path / "assignments" / NAME / "echo.py").write_text(STUB.replace("TODO", "later"), encoding="utf-8")
    for name, line, text in (
        ("right/a", "# style: a", "def echo(lock, n):\n    return range(n)\n"),
        ("wrong/a", "# fault: none | caught by: race, cleanup", REFERENCE),
    ):
        (solutions / name / "echo.py").write_text(f"{line}\n{text}", encoding="utf-8")
    said = check(tmp_path, capsys, 1, "--runs", "2", "--no-mutants")
    assert "! stub, 2 of 2 runs: not all to do:" in said
    assert "! right-a, 2 of 2 runs: not 100 points:" in said
    assert "! wrong-a, 2 of 2 runs: no check of cleanup, race fails (all pass)" in said
    assert "wrong-b" not in said
    assert "mutants" not in said


def test_a_verdict_that_changes_is_told_with_how_often(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"
    luck = f'"# style: a" not in text or not Path({str(log)!r}).exists() and not Path({str(log)!r}).touch()'
    assert "! right-a, 2 of 3 runs: not 100 points:" in check(
        make(tmp_path, faults=luck), capsys, 1, "--no-mutants", "--jobs", "1"
    )


def test_what_is_not_judged_is_neither_killed_nor_alive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path, faults='"n + 1" not in text or __import__("os")._exit(3)')
    said = check(tmp_path, capsys, 1, "--runs", "1")
    assert "mutants: 1 of 2 killed" in said
    assert (
        f"! mutant {mutant(tmp_path, 'widen a bound').id} (widen a bound, echo.py:3) was not judged: grader_e" in said
    )
    assert "survivor" not in said


def test_wrong_answers_are_graded_by_all_checks_in_the_first_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path, faults='"with lock" in text or __import__("os")._exit(3)')
    said = check(tmp_path, capsys, 1, "--runs", "3", "--no-mutants")
    assert "! wrong-a, 1 of 3 runs: not judged: " in said


def test_what_can_not_be_graded_is_told_beside_what_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path)
    broken = tmp_path / "assignments" / "02_broken"
    broken.mkdir()
    (broken / "assignment.toml").write_text('title = "Broken"\nmodules = ["broken.py"]\n', encoding="utf-8")
    (broken / "test_02_broken.py").write_text("import nowhere\n", encoding="utf-8")
    said = check(tmp_path, capsys, 1, "--runs", "1")
    assert re.search(r"02_broken  Broken\n(  ! .*\n)+To do: 02_broken.\n$", said)
    assert "test_02_broken.py cannot be loaded: ModuleNotFoundError" in said
    assert "graded: 15 answers" in said


def test_files_alone_need_no_sandbox_and_nothing_is_graded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    make(tmp_path, race="False")
    assert cli.run(["check-topic", NAME, "--static", "--course", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "01_echo  Echo\n  nothing to mend\nAll is well.\n"
    (tmp_path / "assignments" / NAME / "notes.txt").touch()
    assert cli.run(["check-topic", NAME, "--static", "--course", str(tmp_path)]) == 1
    assert "  ! assignments/01_echo/notes.txt belongs to no part of the topic" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check-topic", "1_echo"], "did you mean 01_echo?"),
        (["check-topic", NAME, "--runs", "0"], "--runs"),
        (["new-topic", "echo"], "is no name for a topic"),
        (["new-topic", NAME], "is there already"),
        (["new-topic"], "NAME"),
    ],
)
def test_wrong_use_is_one_sentence(
    arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*arguments, "--course", str(make(tmp_path))]) == 2
    came = capsys.readouterr()
    assert sentence in came.err
    assert (came.out, came.err.count("\n")) == ("", 1)


def test_a_course_without_topics_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "assignments").mkdir()
    assert cli.run(["check-topic", "--course", str(tmp_path)]) == 2
    assert "has no topic: `grader new-topic 20_words` lays out one." in capsys.readouterr().err


@pytest.mark.long
def test_a_new_topic_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "assignments").mkdir()
    assert cli.run(["new-topic", "20_tallies", "--title", "Tallies", "--course", str(tmp_path)]) == 0
    assert "`grader check-topic 20_tallies`" in capsys.readouterr().out
    said = check(tmp_path, capsys, 0, "20_tallies", "--runs", "1")
    assert "graded: 17 answers, 1 time each" in said
    assert "mutants: 3 of 3 killed (100%)" in said
