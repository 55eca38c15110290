"""The benchmark searches within the bound once for many seeds; each seed must get what it would get by itself."""

from __future__ import annotations

import pytest

from benchmarks.exploring import seeds
from tests.corpus.driver import FOLDER, read
from tests.corpus.runner import explored


@pytest.mark.parametrize(
    "name", ["racy/lost_update_attribute.py", "racy/init_flag_before_value.py", "racy/deadlock_three_locks.py"]
)
def test_each_seed_finds_what_it_finds_alone(name: str) -> None:
    driver = read(FOLDER / name)
    together = seeds.told(driver, 5)
    assert together["found"] == 5
    assert sorted(together["schedules"]) == sorted(explored(driver, seed)["found_at"] for seed in range(5))


def test_what_is_safe_is_exhausted() -> None:
    driver = read(FOLDER / "safe/buffer_bounded.py")
    together = seeds.told(driver, 3)
    assert (together["found"], together["exhausted"]) == (0, 2)
    assert explored(driver, 2)["exhausted"] == 2


def test_the_bounded_search_finds_it_where_no_walk_does() -> None:
    driver = read(FOLDER / "racy/init_flag_before_value.py")
    together = seeds.told(driver, 5)
    assert 0 < together["by_walks"] < 5
    assert together["groups"] == 1
