"""How far the explorations of a check went, in words."""

from __future__ import annotations

import pytest

from grader.judge.memory import Searched, extent


@pytest.mark.parametrize(
    ("searches", "said"),
    [
        ([Searched(1, 1)], "all 1 schedule with up to 1 preemption"),
        ([Searched(1200, 2), Searched(34, 2)], "all 1,234 schedules of 2 programs with up to 2 preemptions"),
        ([Searched(300, 2), Searched(7, 0)], "all 307 schedules of 2 programs with up to 0 preemptions"),
        ([Searched(2000, -1), Searched(1, 2)], "2,001 schedules of 2 programs"),
    ],
)
def test_the_least_is_said_of_all(searches: list[Searched], said: str) -> None:
    assert extent(searches) == said
