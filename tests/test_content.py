"""The topics themselves: what is handed out fits together, right answers pass, and every known fault is caught.

All answers are graded as a class, and right ones once more with four busy loops beside, where a false alarm would show.
`benchmarks.soak --content` grades each twenty times beside busy loops.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from grader import sandbox
from grader.cli import run
from grader.course import Course, Topic
from grader.course.answers import Answer, answers, complaints, hand_in
from grader.course.lint import lint
from grader.report.export.results import read_results
from tests.load import busy_loops

ROOT = Path(__file__).resolve().parent.parent
TOPICS = Course.find(ROOT).topics


def is_explored(topic: Topic) -> bool:
    return uses(topic, "student.explore(")


def uses(topic: Topic, words: str) -> bool:
    return any(words in file.read_text(encoding="utf-8") for file in topic.tests)


WAITING = [topic for topic in TOPICS if not is_explored(topic) or uses(topic, "student.if_explorable(")]
"""Topics whose gradings mostly wait, until it is sure that an answer hangs: many go on at once, of several topics."""
EXPLORED = [topic for topic in TOPICS if topic not in WAITING]
"""Topics whose gradings keep a processor busy: more of them at once would be slower, and load has no say in them."""
CASES = {
    "waiting": (WAITING, 0, 16),
    **{topic.name: ([topic], 0, 2) for topic in EXPLORED},
    "busy": (WAITING, 4, 16),
}
"""Which topics are graded together, beside how many busy loops, and how many answers at once."""

by_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


@by_topic
def test_nothing_is_to_be_mended(topic: Topic) -> None:
    assert not (said := lint(topic, TOPICS)), "\n".join(said)


def classroom(topics: list[Topic], folder: Path, *, right_only: bool) -> Iterator[tuple[Topic, Answer]]:
    """Lay out a class in which every answer is handed in by a student of its own."""
    for topic in topics:
        for answer in [each for each in answers(topic) if each.sort == "right" or not right_only]:
            hand_in(topic, answer.folder, folder / f"{topic.name}-{answer.name}")
            yield topic, answer


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("case", CASES)
def test_every_answer_gets_what_it_deserves(case: str, tmp_path: Path) -> None:
    topics, loops, jobs = CASES[case]
    handed_in = list(classroom(topics, tmp_path / "class", right_only=bool(loops)))
    options = ["--course", str(ROOT), "--jobs", str(jobs)]
    options += [] if sandbox.probe().available else ["--unsafe"]
    with busy_loops(loops) if loops else nullcontext():
        code = run(["grade", str(tmp_path / "class"), "--out", str(tmp_path / "out"), *options])
    assert code == 0
    found = {row.student: row.checks for row in read_results(tmp_path / "out").rows}
    assert len(found) == len(handed_in)
    wrong = [
        f"{topic.name} {answer.name}: {complaint}"
        for topic, answer in handed_in
        for complaint in complaints(answer, found[f"{topic.name}-{answer.name}"])
    ]
    assert not wrong, "\n".join(wrong)
