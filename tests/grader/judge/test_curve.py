"""The picture of how many calls ran at once."""

from __future__ import annotations

from dataclasses import replace

from grader.judge.curve import curve, curves
from grader.judge.outcome import Call, Outcome

NOTHING = Outcome("-", 0, "done", (), (), (), (), 0, (), {}, (), (), 0)


def call(began: float, ended: float | None, name: str = "fetch") -> Call:
    return Call(name, (), began, ended, cancelled=False)


def test_a_column_is_as_high_as_the_most_calls_of_its_time() -> None:
    assert curve([call(0, 4), call(0, 2), call(3.95, 4)]) == [
        "  2 ┤████████████████████                   █",
        "  1 ┤████████████████████████████████████████",
        "     0 s                                  4 s",
    ]


def test_a_call_that_begins_when_another_ends_does_not_run_beside_it() -> None:
    assert curve([call(0, 1), call(1, 2)])[0] == "  1 ┤" + 40 * "█"


def test_a_call_that_never_ends_runs_on() -> None:
    assert curve([call(0, None), call(1, 2)])[:2] == ["  2 ┤" + 20 * " " + 20 * "█", "  1 ┤" + 40 * "█"]


def test_many_calls_have_rows_for_some_levels_and_the_highest() -> None:
    rows = curve([call(0, 1)] * 20)
    assert [int(row[:3]) for row in rows[:-1]] == [20, 17, 14, 11, 8, 5, 2]


def test_only_calls_that_take_time_have_a_picture() -> None:
    calls = (call(0, 1), call(0, 1), call(0, 0, "quick"), call(1, 1, "quick"), call(0, 5, "single"))
    assert [*curves(replace(NOTHING, calls=calls))] == ["calls of fetch that run at once", *curve([*calls[:2]])]
