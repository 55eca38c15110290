"""The topics themselves: what is handed out fits together, right answers pass, and every known fault is caught.

Right answers are graded by all checks, wrong ones until they are caught. Wrong ones are graded three times, right ones
that run processes, threads and sockets for real once, beside four busy loops, where a false alarm would show. Answers
that are explored keep a processor busy, and load has no say in them: they are graded once. This is the short form:
`make content` grades every answer of every topic three times, and `benchmarks.soak --content` those that run for real
twenty times, beside busy loops.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader import sandbox
from grader.batch.proof import Wish, prove
from grader.course import Course, Topic
from grader.course.answers import answers
from grader.course.lint import lint
from tests.load import busy_loops

ROOT = Path(__file__).resolve().parent.parent
TOPICS = Course.find(ROOT).topics


def is_explored(topic: Topic) -> bool:
    return uses(topic, "student.explore(")


def uses(topic: Topic, words: str) -> bool:
    return any(words in file.read_text(encoding="utf-8") for file in topic.tests)


WAITING = [topic for topic in TOPICS if not is_explored(topic) or uses(topic, "student.if_explorable(")]
"""Topics whose gradings mostly wait, until it is sure that an answer hangs: many go on at once, of several topics."""
REAL = [topic for topic in WAITING if any(uses(topic, words) for words in ("student.latch(", "student.listen("))]
"""Those of them that run processes, threads or sockets."""
EXPLORED = [topic for topic in TOPICS if topic not in WAITING]
"""Topics whose gradings keep a processor busy: more of them at once would be slower, and load has no say in them."""


@dataclass(frozen=True)
class Case:
    """Which topics are graded together, which answers, how often, how many at once, and beside how many busy loops."""

    topics: list[Topic]
    sorts: tuple[str, ...] = ("stub", "right", "wrong")
    runs: int = 1
    jobs: int = 16
    loops: int = 0


CASES = {
    "for real": Case(REAL, sorts=("stub", "wrong"), runs=3),
    "for real, beside busy loops": Case(REAL, sorts=("right",), loops=4),
    "waiting": Case([topic for topic in WAITING if topic not in REAL], runs=3),
    **{topic.name: Case([topic], jobs=2) for topic in EXPLORED},
}

by_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


@by_topic
def test_nothing_is_to_be_mended(topic: Topic) -> None:
    assert not (said := lint(topic, TOPICS)), "\n".join(said)


@by_topic
def test_every_wrong_answer_marks_the_line_of_its_fault(topic: Topic) -> None:
    wrong = [answer for answer in answers(topic) if answer.sort == "wrong"]
    assert wrong
    unmarked = [
        answer.name
        for answer in wrong
        if not any("  # <- fault\n" in file.read_text(encoding="utf-8") for file in answer.folder.glob("*.py"))
    ]
    assert not unmarked


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("name", CASES)
def test_every_answer_gets_what_it_deserves(name: str) -> None:
    case = CASES[name]
    backend = "box" if sandbox.probe().available else "none"
    wish = Wish(runs=case.runs, brief=True, jobs=case.jobs, mutants=False, sandbox=backend, sorts=case.sorts)
    with busy_loops(case.loops) if case.loops else nullcontext():
        proved = prove(case.topics, TOPICS, wish)
    assert sum(each.answers for each in proved) > len(case.topics)
    assert not (said := [f"{each.topic} {said}" for each in proved for said in each.complaints]), "\n".join(said)
