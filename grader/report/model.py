"""One report, several renderings: the frozen data that all of them read, and what follows from it.

Every text in it is `clean` by construction (`report_of` sees to it), so that no rendering can forget to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from grader.report.text import clean
from grader.result import CheckResult

KINDS: Final = ("correctness", "race", "speedup", "cleanup", "faults")
WORST_FIRST: Final = ("grader_error", "inconclusive", "failed", "todo", "passed")
COSTS_NOTHING: Final = frozenset({"grader_error", "inconclusive"})


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One student's submission of one topic. `problem` says why it was not judged, `notes` what was left out of it."""

    student: str
    topic: str
    checks: tuple[CheckResult, ...]
    notes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def score(self) -> int:
        """Points of all checks."""
        return sum(check.points for check in self.checks if check.outcome not in COSTS_NOTHING)

    @property
    def max_score(self) -> int:
        """Points that could be had: those of checks without a verdict are left out, they cost nobody anything."""
        return sum(check.max_points for check in self.checks if check.outcome not in COSTS_NOTHING)

    @property
    def outcome(self) -> str:
        """The worst of the checks' outcomes; an untouched stub is "todo"."""
        outcomes = {check.outcome for check in self.checks if check.kind in KINDS}
        return next((outcome for outcome in WORST_FIRST if outcome in outcomes), "grader_error")

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is worth saying of the submission, and costs no points."""
        return tuple(check.message for check in self.checks if check.kind not in KINDS and check.message)

    @property
    def common(self) -> str:
        """What every check says alike, such as that nothing can be imported; "" when they differ."""
        said = {check.message for check in self.checks if check.kind in KINDS}
        return said.pop() if len(self.checks) > 1 and len(said) == 1 else ""

    @property
    def missed(self) -> tuple[CheckResult, ...]:
        """The checks that are worth another try, by kind."""
        return tuple(check for _, checks in self.by_kind() for check in checks if check.outcome in ("failed", "todo"))

    @property
    def share(self) -> float:
        """Score by maximum, from 0 to 1; 0 where there is no maximum."""
        return self.score / self.max_score if self.max_score else 0.0

    def by_kind(self) -> list[tuple[str, tuple[CheckResult, ...]]]:
        """Return the checks grouped by kind, in the order of KINDS, empty kinds left out."""
        groups = [(kind, tuple(check for check in self.checks if check.kind == kind)) for kind in KINDS]
        return [(kind, checks) for kind, checks in groups if checks]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A class's results in order of topic and student, and the title of each topic."""

    rows: tuple[Row, ...]
    titles: dict[str, str] = {}
    strays: tuple[str, ...] = ()

    @property
    def topics(self) -> list[str]:
        """Topics in order of first appearance."""
        return list(dict.fromkeys(row.topic for row in self.rows))

    @property
    def students(self) -> list[str]:
        """Students in alphabetical order."""
        return sorted({row.student for row in self.rows})

    def of_student(self, student: str) -> list[Row]:
        """Return one student's rows in order of topic."""
        return [row for row in self.rows if row.student == student]

    def of_topic(self, topic: str) -> list[Row]:
        """Return one topic's rows in order of student."""
        return [row for row in self.rows if row.topic == topic]

    def outcomes(self) -> Counter[str]:
        """Count the rows by outcome."""
        return Counter(row.outcome for row in self.rows)


class Difficulty(msgspec.Struct, frozen=True, kw_only=True):
    """How one check went in the class: who was judged, and whose answer did not pass."""

    topic: str
    check: str
    title: str
    kind: str
    judged: int
    missed_by: tuple[str, ...]


def report_of(rows: Iterable[object], titles: Mapping[str, str], strays: Iterable[str] = ()) -> Report:
    """Build a report from objects that have a Row's attributes, every text of them cleaned."""
    rows = list(rows)
    named = {topic: titles.get(topic, "") for topic in (getattr(row, "topic", "") for row in rows)}
    raw = [msgspec.to_builtins(msgspec.convert(row, Row, from_attributes=True)) for row in rows]
    return msgspec.convert(_cleaned({"rows": raw, "titles": named, "strays": list(strays)}), Report)


def _cleaned(value: object) -> object:
    match value:
        case str():
            return clean(value)
        case list() | tuple():
            return [_cleaned(each) for each in value]
        case dict():
            return {key: _cleaned(each) for key, each in value.items()}
        case _:
            return value


def hardest(report: Report) -> list[Difficulty]:
    """Return the checks that somebody missed, most missed first; rows that were not judged don't count."""
    judged: Counter[tuple[str, str]] = Counter()
    missed: dict[tuple[str, str], list[str]] = {}
    about: dict[tuple[str, str], CheckResult] = {}
    for row in report.rows:
        for check in row.checks if not row.problem else ():
            key = (row.topic, check.check)
            about.setdefault(key, check)
            if check.outcome in COSTS_NOTHING or not check.max_points:
                continue
            judged[key] += 1
            if check.outcome != "passed":
                missed.setdefault(key, []).append(row.student)
    found = [
        Difficulty(
            topic=topic,
            check=check,
            title=about[topic, check].title,
            kind=about[topic, check].kind,
            judged=judged[topic, check],
            missed_by=tuple(students),
        )
        for (topic, check), students in missed.items()
    ]
    return sorted(found, key=lambda each: (-len(each.missed_by) / each.judged, each.topic, each.check))


def struggling(report: Report) -> list[tuple[str, int, int]]:
    """Return students with less than half of their points, fewest first: name, points, points that could be had."""
    sums = []
    for student in report.students:
        rows = report.of_student(student)
        got, most = sum(row.score for row in rows), sum(row.max_score for row in rows)
        if got * 2 < most:
            sums.append((student, got, most))
    return sorted(sums, key=lambda each: (each[1] / each[2], each[0]))


def distribution(rows: Iterable[Row]) -> list[int]:
    """Count rows by tenths of the maximum: 0 to 9 %, ..., 80 to 89 %, 90 % and more. Rows without one are left out."""
    bins = [0] * 10
    for row in rows:
        if row.max_score:
            bins[min(9, row.score * 10 // row.max_score)] += 1
    return bins
