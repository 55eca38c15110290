"""What an answer deserves, and what is said when it gets something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.answers import Answer, complaints
from grader.result import CheckResult

STUB, RIGHT = Answer("stub", Path("20_a")), Answer("right", Path("right/lock"))
WRONG = Answer("wrong", Path("wrong/no_lock"), ("race",))


def results(*outcomes: str) -> list[CheckResult]:
    """Give a check of 50 points for each outcome, the first of which is a race."""
    kinds = ("race", "faults", "faults")
    return [
        CheckResult(f"test_{n}", "", kinds[n], 50 * (outcome == "passed"), 50, outcome, "a sentence")
        for n, outcome in enumerate(outcomes)
    ]


@pytest.mark.parametrize(
    ("answer", "outcomes"),
    [(STUB, ("todo", "todo")), (RIGHT, ("passed", "passed")), (WRONG, ("failed", "passed", "failed"))],
)
def test_what_an_answer_deserves_is_no_complaint(answer: Answer, outcomes: tuple[str, ...]) -> None:
    assert list(complaints(answer, results(*outcomes))) == []


@pytest.mark.parametrize(
    ("answer", "outcomes", "said"),
    [
        (STUB, ("todo", "failed"), ["not all to do: test_0: todo: a sentence; test_1: failed: a sentence"]),
        (STUB, ("passed", "passed"), ["not all to do: all pass"]),
        (RIGHT, ("passed", "failed"), ["not 100 points: test_1: failed: a sentence"]),
        (RIGHT, ("passed", "inconclusive"), ["not 100 points: test_1: inconclusive: a sentence"]),
        (RIGHT, ("passed",), ["not 100 points: 50"]),
        (WRONG, ("passed", "passed"), ["no check of race fails (all pass)"]),
        (WRONG, ("todo", "passed"), ["no check of race fails (test_0: todo: a sentence)"]),
        (WRONG, ("failed", "failed"), ["passes no check at all"]),
        (
            WRONG,
            ("failed", "passed", "grader_error"),
            ["not judged: test_0: failed: a sentence; test_2: grader_error: a sentence"],
        ),
    ],
)
def test_anything_else_is_told(answer: Answer, outcomes: tuple[str, ...], said: list[str]) -> None:
    assert list(complaints(answer, results(*outcomes))) == said


def test_answers_are_called_by_what_they_are() -> None:
    assert [each.name for each in (STUB, RIGHT, WRONG)] == ["stub", "right-lock", "wrong-no_lock"]
    assert Answer("right", Path("solutions/20_a/reference")).name == "reference"
