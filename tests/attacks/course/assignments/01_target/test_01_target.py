# ruff: noqa: ANN001, ANN201 - a check reads as topic authors write them, without types
# mypy: allow-untyped-defs
"""Public checks of the target."""

import random

import pytest

from grader import check

QUIET, CPU = 0.5, 0.4  # the jobs are tiny, and most of what is graded here hangs or spins on purpose


@check(points=10, kind="correctness", hints=("What is x + x?",))
def test_double(student):
    """Numbers are doubled."""
    student.patience(quiet=QUIET, cpu=CPU)
    numbers = [random.randrange(-(10**9), 10**9) for _ in range(3)]
    assert [student.target.double(number) for number in numbers] == [2 * number for number in numbers]


@check(points=10, kind="correctness")
def test_join(student):
    """Parts are joined with a dash."""
    student.patience(quiet=QUIET, cpu=CPU)
    parts = [random.choice(("ant", "bee", "cat", "dog")) for _ in range(5)]
    assert student.target.join(parts) == "-".join(parts)


@check(points=10, kind="faults")
def test_refuse(student):
    """A number below 0 is a ValueError, any other comes back."""
    student.patience(quiet=QUIET, cpu=CPU)
    number = random.randrange(1, 10**6)
    assert student.target.refuse(number) == number
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the student's own
        student.target.refuse(-number)
