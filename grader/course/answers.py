"""The answers to a topic that its author gives: the stub, right ones and wrong ones, and what each deserves."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.check import KINDS
from grader.course.topic import Topic
from grader.result import CheckResult

_FAULT: Final = re.compile(r"# fault: (?P<fault>.+?) \| caught by: (?P<kinds>[a-z, ]+)")
_STYLE: Final = re.compile(r"# style: .*\S")
_SHOWN: Final = 200


@dataclass(frozen=True)
class Answer:
    """One answer: its `sort` ("stub", "right" or "wrong"), where its files lie, and what kinds of checks must fail."""

    sort: str
    folder: Path
    caught_by: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in reports and among students: stub, reference, right-style, wrong-fault."""
        if self.sort == "stub":
            return self.sort
        return self.folder.name if self.folder.parent.name != self.sort else f"{self.sort}-{self.folder.name}"


def folders(topic: Topic, sort: str) -> list[Path]:
    """Return the folders of right or wrong answers, without the reference; none where there is no such folder."""
    return sorted(path for path in (topic.solutions / sort).glob("*") if path.is_dir() and path.name != "__pycache__")


def answers(topic: Topic) -> list[Answer]:
    """Return all answers of a topic that are whole: the stub, the reference, the right ones and the wrong ones."""
    found = [Answer("stub", topic.folder), Answer("right", topic.solutions / "reference")]
    found += [Answer("right", folder) for folder in folders(topic, "right")]
    found += [Answer("wrong", folder, tuple(caught_by(folder, topic))) for folder in folders(topic, "wrong")]
    return [each for each in found if all((each.folder / name).is_file() for name in topic.modules)]


def hand_in(topic: Topic, source: Path, student: Path) -> Path:
    """Copy the files of an answer into a student's folder; returns where they lie there."""
    place = student / topic.name
    place.mkdir(parents=True)
    for name in topic.modules:
        shutil.copyfile(source / name, place / name)
    return place


def first_line(folder: Path, topic: Topic) -> str:
    """Return the line that says what an answer is; "" where the file is missing or no text."""
    try:
        return (folder / topic.modules[0]).read_text(encoding="utf-8").partition("\n")[0]
    except (OSError, UnicodeDecodeError):
        return ""


def says_style(folder: Path, topic: Topic) -> bool:
    """Whether the first line of a right answer says its style."""
    return _STYLE.fullmatch(first_line(folder, topic)) is not None


def caught_by(folder: Path, topic: Topic) -> list[str]:
    """Return the kinds of checks that a wrong answer says it is caught by; none if its first line says it wrongly."""
    match = _FAULT.fullmatch(first_line(folder, topic))
    kinds = [kind.strip() for kind in match["kinds"].split(",")] if match else []
    return kinds if set(kinds) <= set(KINDS) else []


def complaints(answer: Answer, results: Sequence[CheckResult]) -> Iterator[str]:
    """Yield what is not as the answer deserves, given the results of one grading (remarks left out)."""
    failed = [each for each in results if each.outcome != "passed"]
    told = "; ".join(f"{each.check}: {each.outcome}: {each.message[:_SHOWN]}" for each in failed)
    if answer.sort == "stub":
        if any(each.outcome != "todo" for each in results):
            yield f"not all to do: {told or 'all pass'}"
    elif answer.sort == "right":
        if failed or sum(each.points for each in results) != 100:
            yield f"not 100 points: {told or sum(each.points for each in results)}"
    else:
        caught = {each.kind for each in failed if each.outcome == "failed"}
        if missing := set(answer.caught_by) - caught:
            yield f"no check of {', '.join(sorted(missing))} fails ({told or 'all pass'})"
        if len(failed) == len(results):
            yield "passes no check at all"
        if any(each.outcome in ("inconclusive", "grader_error") for each in results):
            yield f"not judged: {told}"
