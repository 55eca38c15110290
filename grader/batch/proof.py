"""Whether a topic does what its author says: its answers graded as a class, and mutants of its reference beside them.

Answers are graded several times each, since a verdict that changes is wrong at least once; wrong ones in the first run
by all checks, and then until they are caught once more. A mutant is graded once: the first check that fails has noticed
it. What is marked as equivalent is graded, too, and must pass.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rich.console import Console

from grader.batch.model import Enough, Verdict
from grader.batch.suites import suites
from grader.check import KINDS
from grader.course import Topic
from grader.course.answers import Answer, answers, complaints, hand_in
from grader.course.checks import can_be_graded
from grader.course.lint import lint
from grader.course.mutants import EQUIVALENT, Mutant, marked, of_reference
from grader.report.proof import Checked, Score, Survivor
from grader.result import CheckResult

_SHOWN: Final = 200

Results = Sequence[CheckResult]


@dataclass(frozen=True)
class Wish:
    """How to grade: each answer `runs` times, with `mutants` or without, `jobs` at once (0: as many as fit).

    With `brief`, wrong answers are graded until they are caught in the first run, too. `sorts` bounds which answers.
    """

    runs: int = 3
    brief: bool = False
    sorts: tuple[str, ...] = ("stub", "right", "wrong")
    jobs: int = 0
    mutants: bool = True
    sandbox: str = "box"


@dataclass
class _Case:
    """A topic on its way: what is said of it so far, and what is graded."""

    topic: Topic
    said: list[str]
    answers: list[Answer] = field(default_factory=list)
    mutants: list[Mutant] = field(default_factory=list)


def look_at(topic: Topic, others: Iterable[Topic]) -> Checked:
    """Return what the files of a topic, in a course with these others, tell without any grading."""
    return Checked(topic=topic.name, title=topic.title, complaints=tuple(lint(topic, others)))


def prove(topics: Sequence[Topic], others: Sequence[Topic], wish: Wish) -> list[Checked]:
    """Look at topics and grade their answers; what can't be graded is said. Progress is told on standard error.

    Raises BatchError when nothing can be written, and KeyboardInterrupt on Ctrl-C; nothing is left behind then.
    """
    cases = [_Case(topic, lint(topic, others)) for topic in topics]
    for case in cases:
        if can_be_graded(case.topic):
            case.answers = [answer for answer in answers(case.topic) if answer.sort in wish.sorts]
            case.mutants = _mutants(case.topic) if wish.mutants else []
    verdicts = _graded(cases, wish)
    return [_judged(case, wish, verdicts) for case in cases]


def _mutants(topic: Topic) -> list[Mutant]:
    try:
        return of_reference(topic)
    except (OSError, SyntaxError, UnicodeDecodeError):
        return []  # said by `lint`


def _graded(cases: Sequence[_Case], wish: Wish) -> dict[tuple[str, str], Results]:
    """Grade a class in which each run of an answer, and each mutant, is a student; results by topic and student."""
    if not any(case.answers for case in cases):
        return {}
    from grader.batch.progress import Progress
    from grader.batch.run import Order, default_jobs, grade

    with tempfile.TemporaryDirectory(prefix="check-") as temporary:
        root = Path(temporary)
        for case in cases:
            _hand_in(case, wish.runs, root / "class")
        (root / "out").mkdir()
        order = Order(
            path=root / "class",
            out=root / "out",
            suites=suites(case.topic for case in cases if case.answers),
            jobs=wish.jobs or default_jobs(),
            sandbox=wish.sandbox,
            enough={known: limit for case in cases for known, limit in _enough(case, wish)},
        )
        with Progress(Console(stderr=True, highlight=False, soft_wrap=True)) as progress:
            verdicts = grade(order, progress)
    return {(each.topic, each.student): _without_remarks(each) for each in verdicts}


def _without_remarks(verdict: Verdict) -> Results:
    return [check for check in verdict.checks if check.kind in KINDS]


def _hand_in(case: _Case, runs: int, into: Path) -> None:
    for answer in case.answers:
        for run in range(runs):
            hand_in(case.topic, answer.folder, into / _student(answer, run))
    for mutant in case.mutants:
        place = hand_in(case.topic, case.topic.solutions / "reference", into / _mutant(mutant))
        (place / mutant.file).write_text(mutant.text, encoding="utf-8", newline="")


def _enough(case: _Case, wish: Wish) -> Iterator[tuple[tuple[str, str], Enough]]:
    """Yield what need not be graded by all checks, by student and topic."""
    for answer in case.answers:
        for run in range(0 if wish.brief else 1, wish.runs if answer.sort == "wrong" else 0):
            yield (_student(answer, run), case.topic.name), Enough(answer.caught_by, passes=True)
    for mutant in case.mutants:
        yield (_mutant(mutant), case.topic.name), Enough()


def _student(answer: Answer, run: int) -> str:
    return f"{answer.name}.{run + 1}"


def _mutant(mutant: Mutant) -> str:
    return f"mutant.{mutant.id}"


def _judged(case: _Case, wish: Wish, verdicts: dict[tuple[str, str], Results]) -> Checked:
    topic = case.topic
    said = list(case.said)
    for answer in case.answers:
        said += _of_runs(answer, [verdicts[topic.name, _student(answer, run)] for run in range(wish.runs)])
    score = None
    if case.mutants:
        results = {mutant.id: verdicts[topic.name, _mutant(mutant)] for mutant in case.mutants}
        score = _score(case, results)
        said += _of_mutants(case, results)
    return Checked(
        topic=topic.name,
        title=topic.title,
        complaints=tuple(said),
        answers=len(case.answers),
        runs=wish.runs,
        score=score,
        marks=_marks(topic),
    )


def _marks(topic: Topic) -> str:
    return (topic.solutions / EQUIVALENT).relative_to(topic.root).as_posix()


def _reasons(topic: Topic) -> dict[str, str]:
    try:
        return marked(topic)
    except ValueError:
        return {}  # said by `lint`


def _of_runs(answer: Answer, runs: Sequence[Results]) -> Iterator[str]:
    """Yield what is wrong with an answer, and in how many of its runs it is."""
    told = Counter(said for results in runs for said in complaints(answer, results))
    for said, count in told.items():
        yield f"{answer.name}, {count} of {len(runs)} runs: {said}"


def _score(case: _Case, results: dict[str, Results]) -> Score:
    reasons = _reasons(case.topic)
    counted = [mutant for mutant in case.mutants if mutant.id not in reasons]
    survivors = [mutant for mutant in counted if all(each.outcome == "passed" for each in results[mutant.id])]
    return Score(
        mutants=len(case.mutants),
        equivalent=len(case.mutants) - len(counted),
        killed=sum(bool(_failed(results[mutant.id])) for mutant in counted),
        survivors=tuple(
            Survivor(each.id, each.operator, f"{each.file}:{each.line}", each.before, each.after) for each in survivors
        ),
    )


def _failed(results: Results) -> list[str]:
    return [f"{each.check}: {each.message[:_SHOWN]}" for each in results if each.outcome in ("failed", "todo")]


def _of_mutants(case: _Case, results: dict[str, Results]) -> Iterator[str]:
    """Yield what is wrong with marks, and which mutants have no verdict, by whatever fault."""
    reasons = _reasons(case.topic)
    for mutant in case.mutants:
        called = f"{mutant.id} ({mutant.operator}, {mutant.file}:{mutant.line})"
        failed = _failed(results[mutant.id])
        open_ = [f"{each.outcome}: {each.message[:_SHOWN]}" for each in results[mutant.id] if each.outcome != "passed"]
        if failed and mutant.id in reasons:
            yield f"{_marks(case.topic)}: {called} is marked as equivalent, but {failed[0]}"
        elif open_ and not failed:
            yield f"mutant {called} was not judged: {open_[0]}"
