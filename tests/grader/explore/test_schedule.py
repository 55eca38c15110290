"""A schedule is a line of text that says the same when it is read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.explore.schedule import ORDER, READ, SYNC, WRITE, Decision, Op, Run, Schedule, Switch

_NUMBERS = st.integers(0, 999_999)
_SCHEDULES = st.lists(st.builds(Switch, _NUMBERS, _NUMBERS, _NUMBERS), max_size=30).map(
    lambda switches: Schedule(tuple(switches))
)


@given(_SCHEDULES)
def test_text_and_back_is_the_same(schedule: Schedule) -> None:
    assert Schedule.parse(str(schedule)) == schedule


@pytest.mark.parametrize(
    "text", ["", " ", "1", "1.2", "1.2>", "a.b>c", "1.2>3,4.5>6", "-1.2>3", "1.2>3 -", "1.2>3 " * 9999, "٣.x>1"]
)
def test_what_is_no_schedule_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a schedule.*1\.7>2"):
        Schedule.parse(text)


def test_a_run_knows_its_schedule_and_its_preemptions() -> None:
    op = Op(WRITE, ".x")

    def decision(chosen: int, *, forced: bool = False, rested: bool = False) -> Decision:
        return Decision(1, 4, op, (1, 2), forced=forced, rested=rested, chosen=chosen, done=0)

    run = Run((decision(1), decision(2), decision(2, forced=True), decision(2, rested=True)), ())
    assert str(run.schedule) == "1.4>2 1.4>2 1.4>2"
    assert run.preemptions == 1
    assert str(Run((), ()).schedule) == "-"
    assert {READ, WRITE, SYNC, ORDER} == {"read", "write", "sync", "order"}
