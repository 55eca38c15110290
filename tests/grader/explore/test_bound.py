"""The pruned search finds every outcome that the unpruned one finds, with fewer schedules."""

from __future__ import annotations

from typing import Final

import pytest

from grader.explore.bound import ContextBound, Plan
from grader.explore.strategy import Replay
from tests.grader.explore.machine import Machine, Program, generated, outcomes

GROUPS: Final = 10
EACH: Final = 110
_MOST: Final = 400
"""Programs that need more schedules unpruned are left to the others: they would take most of the time."""


@pytest.mark.parametrize("group", range(GROUPS))
def test_pruning_loses_no_outcome_of_generated_programs(group: int) -> None:
    compared = unpruned = pruned = 0
    for seed in range(group * EACH, (group + 1) * EACH):
        program, bound = generated(seed), seed % 3
        every = outcomes(program, bound, pruned=False, most=_MOST)
        if every is None:
            continue
        some = outcomes(program, bound, pruned=True)
        assert some is not None
        assert some[0] == every[0], f"seed {seed}, bound {bound}: {program}"
        by_delays = outcomes(program, bound, pruned=True, by_delays=True)
        assert by_delays is not None
        assert by_delays[0] == every[0], f"seed {seed}, bound {bound}, by delays: {program}"
        compared, unpruned, pruned = compared + 1, unpruned + every[1], pruned + some[1]
    assert compared >= 100
    assert pruned < unpruned * 0.7


@pytest.mark.parametrize("by_delays", [False, True])
def test_what_comes_first(by_delays: bool) -> None:
    """Fewest preemptions first, or fewest decisions that differ from the default."""
    search = ContextBound(2, pruned=False, by_delays=by_delays)  # unpruned, since late places are gone back to
    tried: list[Plan] = []
    while (plan := search.next()) is not None:
        search.learn(plan, Machine(generated(946)).run(Replay(plan.schedule))[0])
        tried.append(plan)
    orders = [plan.cost for plan in tried], [len(plan.schedule.switches) for plan in tried]
    assert orders[by_delays] == sorted(orders[by_delays])
    assert orders[not by_delays] != sorted(orders[not by_delays])


CASES: Final[dict[str, tuple[Program, int, int]]] = {
    # Two tasks that share nothing: one order says it all.
    "apart": (((("write", "x", "1"),) * 3, (("write", "y", "1"),) * 3), 2, 2),
    # Two reads of the same thing conflict as little.
    "reads": (((("read", "x", ""),) * 3, (("read", "x", ""),) * 3), 2, 2),
}


@pytest.mark.parametrize("name", CASES)
def test_what_nobody_could_notice_is_not_tried(name: str) -> None:
    program, bound, most = CASES[name]
    found = outcomes(program, bound, pruned=True)
    assert found is not None
    assert len(found[0]) == 1
    assert found[1] <= most


def test_beginning_to_wait_lets_go_of_the_lock_and_that_is_noticed() -> None:
    """The step is at the condition, which nobody else uses, and at the lock, which somebody looks at."""
    program: Program = (
        (("take", "lock 1", ""), ("wait", "condition", "lock 1")),
        (("try", "lock 1", ""),),
    )
    assert outcomes(program, 1, pruned=True) != outcomes(program, 0, pruned=True)
    both = [outcomes(program, 1, pruned=pruned) for pruned in (True, False)]
    assert both[0] is not None
    assert both[1] is not None
    assert both[0][0] == both[1][0]


def test_the_end_of_a_task_is_told_apart_from_its_last_operation() -> None:
    """With one preemption before its last operation, and the default at its end."""
    program = generated(964)
    every, some = outcomes(program, 1, pruned=False), outcomes(program, 1, pruned=True)
    assert every is not None
    assert some is not None
    assert every[0] == some[0]
