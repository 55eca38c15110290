"""Virtual time is exact to the nanosecond; the short form of `python -m benchmarks.virtual_time`."""

from __future__ import annotations

import random

import pytest

from benchmarks.virtual_time import HOURS, ends_of, exactness, inside, longer, plan_of


def test_each_step_of_random_plans_ends_exactly_when_it_should() -> None:
    found = exactness(300, seed=4)
    assert (found.runs, found.off, found.worst) == (300, 0, 0)
    assert (found.refused, found.passed) == (0, 0)


def test_a_nanosecond_is_told_apart() -> None:
    draw = random.Random(4)
    plans = [plan_of(draw) for _ in range(100)]
    assert all(ends_of(longer(plan, draw)) != ends_of(plan) for plan in plans)


@pytest.mark.parametrize("name", HOURS)
def test_an_hour_is_checked_without_waiting(name: str) -> None:
    *_, ran = inside(name, 1)
    assert ran > 1
