"""What follows from results: scores, outcomes, what was hardest."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from grader.report.model import Row, distribution, hardest, report_of
from grader.result import CheckResult


def result(outcome: str, points: int = 0, name: str = "test_a", kind: str = "race") -> CheckResult:
    return CheckResult(name, "A title", kind, points, 10, outcome)


def row(*outcomes: str, student: str = "ann", problem: str = "") -> Row:
    checks = tuple(
        result(outcome, 10 if outcome == "passed" else 0, f"test_{number}") for number, outcome in enumerate(outcomes)
    )
    return Row(student=student, topic="01_echo", checks=checks, problem=problem)


@pytest.mark.parametrize(
    ("outcomes", "worst"),
    [
        (["passed", "passed"], "passed"),
        (["passed", "todo"], "todo"),
        (["todo", "todo"], "todo"),
        (["todo", "failed", "passed"], "failed"),
        (["failed", "inconclusive"], "inconclusive"),
        (["failed", "inconclusive", "grader_error"], "grader_error"),
        ([], "grader_error"),
    ],
)
def test_a_row_is_as_good_as_its_worst_check(outcomes: list[str], worst: str) -> None:
    assert row(*outcomes).outcome == worst


def test_what_has_no_verdict_costs_nobody_points() -> None:
    made = row("passed", "failed", "inconclusive", "grader_error")
    assert (made.score, made.max_score) == (10, 20)
    assert row("grader_error").share == 0.0


def test_checks_are_grouped_by_kind_in_a_fixed_order() -> None:
    checks = tuple(result("passed", name=kind, kind=kind) for kind in ("faults", "race", "correctness", "race"))
    made = Row(student="ann", topic="t", checks=checks)
    assert [(kind, len(group)) for kind, group in made.by_kind()] == [("correctness", 1), ("race", 2), ("faults", 1)]


def test_the_hardest_checks_come_first_and_unjudged_rows_do_not_count() -> None:
    rows = [
        row("failed", "passed", student="ann"),
        row("failed", "todo", student="bob"),
        row("inconclusive", "passed", student="cid"),
        row("failed", "failed", student="dan", problem="an unreadable zip"),
    ]
    found = hardest(report_of(rows, {}))
    assert [(each.check, each.judged, each.missed_by) for each in found] == [
        ("test_0", 2, ("ann", "bob")),
        ("test_1", 3, ("bob",)),
    ]


def test_the_distribution_counts_tenths() -> None:
    rows = [row(*["passed"] * right, *["failed"] * (10 - right)) for right in (0, 5, 9, 10, 10)]
    assert distribution([*rows, row("grader_error")]) == [1, 0, 0, 0, 0, 1, 0, 0, 0, 3]


def test_a_report_cleans_every_text() -> None:
    evil = "\x1b[31mred\x1b]0;title\x07\x00"
    check = CheckResult(evil, evil, "race", 0, 1, "failed", evil, evil, (evil,))
    verdict = SimpleNamespace(student=evil, topic="t", checks=(check,), notes=(evil,), problem=evil)
    report = report_of([verdict], {"t": evil}, [evil])
    (made,) = report.rows
    (checked,) = made.checks
    texts = [made.student, *made.notes, made.problem, checked.title, checked.message, checked.details, *checked.hints]
    assert {*texts, *report.strays, *report.titles.values()} == {"red␀"}
