"""What a student sees of `pytest assignments/NN_topic`: the report, its outcomes, and the options."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course
from grader.facts import Inconclusive
from grader.judge.student import Student
from grader.pytest_plugin import Submission

Run = Callable[..., str]

STUB = """
def add(a, b):
    raise NotImplementedError("TODO: add")

def items():
    raise NotImplementedError("TODO: items")
"""
RIGHT = "def add(a, b): return a + b\n\ndef items(): return [1, 2]\n"
CHECKS = """
import pytest
from grader import Inconclusive, check

@check(points=6, kind="correctness", hints=("look at +", "use operator.add"))
def test_add(student):
    \"\"\"add adds.\"\"\"
    secret_of_the_check = 2
    assert student.sums.add(1, secret_of_the_check) == 3

@check(points=4, kind="faults")
def test_refuses(student):
    \"\"\"add refuses text and numbers together.\"\"\"
    with pytest.raises(TypeError):
        student.sums.add(1, "a")

@check(points=5, kind="cleanup")
def test_items(student):
    \"\"\"items gives two numbers.\"\"\"
    first, second = student.sums.items()
    assert first < second, "the first should be smaller"
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the student's command on a tiny course with the given answer."""
    folder = tmp_path / "assignments" / "01_sums"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(
        'title = "Sums"\nmodules = ["sums.py"]\n[hidden]\nrace = 10\nfaults = 5\n', encoding="utf-8"
    )

    def command(answer: str, *options: str, checks: str = CHECKS, code: int | None = None, cwd: Path = tmp_path) -> str:
        (folder / "sums.py").write_text(textwrap.dedent(answer), encoding="utf-8")
        (folder / "test_01_sums.py").write_text(checks, encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV"))}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(folder), *options],
            cwd=cwd,
            env=environment | {"COLUMNS": "100"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert code is None or done.returncode == code, done.stdout + done.stderr
        return done.stdout

    return command


def test_a_right_answer_gets_all_points(run: Run) -> None:
    said = run(RIGHT, code=0)
    assert "15 of 15 points   15 more in hidden checks when it is graded (race 10, faults 5)" in said
    assert "3 passed" in said
    assert said.index("Correctness") < said.index("Clean-up") < said.index("Bad input and faults")


@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_it_can_be_run_in_the_folder_itself(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    """Without a configuration file above, the folder is pytest's root, and node ids have no folder."""
    said = run(RIGHT, *options, code=0, cwd=tmp_path / "assignments" / "01_sums")
    assert "15 of 15 points   15 more in hidden checks" in said


def test_a_fresh_stub_is_one_friendly_line(run: Run) -> None:
    said = run(STUB, code=1)
    assert "Nothing is written yet: all 3 checks are still to do." in said
    for noise in ("Traceback", "NotImplementedError", "Error", "FAILED", "assert "):
        assert noise not in said


def test_a_half_done_stub_says_what_is_to_do(run: Run) -> None:
    said = run("def add(a, b): return a + b\n\ndef items(): raise NotImplementedError\n", code=1)
    assert "not written yet" in said
    assert "10 of 15 points" in said


def test_a_failure_says_what_came_and_gives_the_first_hint_only(run: Run) -> None:
    said = run("def add(a, b): return 4\n\ndef items(): return [2, 1]\n", code=1)
    assert "expected 3, but came 4" in said
    assert "hint: look at +" in said
    assert "operator.add" not in said
    assert "the first should be smaller" in said
    assert "TypeError should be raised here, but nothing was raised" in said
    assert "secret_of_the_check" not in said
    assert "operator.add" in run("def add(a, b): return 4\n", "--hints", "2")


def test_the_students_own_traceback_is_cut_to_their_files(run: Run) -> None:
    said = run("def add(a, b):\n    return deeper(a)\n\ndef deeper(a):\n    return a.missing\n")
    assert "sums.py, line 5, in deeper" in said
    assert "return a.missing" in said
    assert "session.py" not in said


def test_a_result_of_another_shape_is_the_students_failure(run: Run) -> None:
    said = run("def add(a, b): return a + b\n\ndef items(): return None\n", code=1)
    assert "the result has not the shape that was asked for" in said


def test_our_own_fault_is_told_apart(run: Run) -> None:
    said = run(RIGHT, checks=CHECKS.replace("secret_of_the_check = 2", "import nowhere"), code=1)
    assert "the kit itself failed (ModuleNotFoundError" in said
    assert "1 × a fault of the kit, not yours" in said


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("def add(:\n", "sums.py can't be imported: SyntaxError"),
        ("import nowhere\n", "sums.py can't be imported: ModuleNotFoundError: No module named 'nowhere'"),
        ("import os; os._exit(0)\n", "sums.py can't be imported: your code ended the whole process (exit code 0)"),
        ("raise SystemExit(0)\n", "sums.py can't be imported: SystemExit: 0"),
    ],
)
def test_a_module_that_can_not_be_imported_is_said_once(run: Run, answer: str, sentence: str) -> None:
    said = run(answer, code=1)
    assert said.count(sentence) == 1
    assert "for all of them the reason is the same" in said
    assert "hint:" not in said
    assert "0 of 15 points" in said


def test_colour_is_off_when_piped_and_escapes_are_harmless(run: Run) -> None:
    said = run("def add(a, b): raise ValueError('\\x1b[31mred\\x07')\n")
    assert "\x1b" not in said
    assert "\\x1b[31mred\\x07" in said
    assert "\x1b[" in run(RIGHT, "--color=yes")


def test_an_inconclusive_check_is_tried_again_with_a_fresh_guest(run: Run) -> None:
    flaky = CHECKS + (
        '\n\ntries = []\n@check(points=1, kind="race")\ndef test_flaky(student):\n    """Flaky."""\n'
        "    tries.append(student.sums.bump())\n"
        '    if len(tries) < 3:\n        raise Inconclusive("busy")\n    assert tries == [1, 1, 1]\n'
    )
    counting = RIGHT + "\ncount = 0\ndef bump():\n    global count\n    count += 1\n    return count\n"
    assert "16 of 16 points" in run(counting, checks=flaky, code=0)
    said = run(counting, checks=flaky.replace("< 3", "< 9"), code=1)
    assert "1 × inconclusive" in said


def test_it_runs_under_xdist_and_in_a_cold_process_and_inline(run: Run) -> None:
    for options in (("-n", "2"), ("--sandbox", "cold"), ("--inline",)):
        assert "15 of 15 points" in run(RIGHT, *options, code=0)


def test_inline_reaches_the_debugger_at_the_students_line(run: Run) -> None:
    said = run("def add(a, b):\n    x = 1 / 0\n\ndef items(): return [1, 2]\n", "--inline", "--pdb")
    assert "-> x = 1 / 0" in said


def test_another_folder_can_be_judged(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "handed in"
    other.mkdir()
    assert "sums.py is missing in what was handed in" in run(STUB, "--submission", str(other), code=1)
    (other / "sums.py").write_text(RIGHT)
    assert "15 of 15 points" in run(STUB, "--submission", str(other), code=0)


def test_a_remark_is_said_and_costs_nothing(run: Run) -> None:
    remark = (
        '\n\nfrom grader import remark\n@remark("works on Tuesdays only")\ndef test_days(student):\n'
        "    assert student.sums.add(1, 1) == 3\n"
    )
    said = run(RIGHT, checks=CHECKS + remark, code=0)
    assert "Remark, without points: works on Tuesdays only" in said
    assert "15 of 15 points" in said
    assert "Tuesdays" not in run(RIGHT, checks=CHECKS + remark.replace("== 3", "== 2"), code=0)
    assert "all 3 checks are still to do" in run(STUB, checks=CHECKS + remark, code=1)


def test_an_import_without_a_verdict_costs_its_time_once_and_leaves_no_guest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[Student] = []

    def give_up(student: Student) -> None:
        loads.append(student)
        raise Inconclusive("busy")

    topic = tmp_path / "assignments" / "01_sums"
    topic.mkdir(parents=True)
    (topic / "assignment.toml").write_text('title = "Sums"\nmodules = ["sums.py"]\n', encoding="utf-8")
    (topic / "sums.py").write_text(RIGHT, encoding="utf-8")
    monkeypatch.setattr(Student, "load", give_up)
    submission = Submission(Course(tmp_path).topic("01_sums"), topic, sandbox="none")
    for _ in range(2):
        with pytest.raises(Inconclusive):
            submission.student()
    assert len(loads) == 1
    assert submission.host.processes() == []
    submission.close()
