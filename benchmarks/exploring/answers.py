"""What the answers of the explored topics show: CPU time of checks on right ones, lines in the stories of wrong ones.

Each answer is judged once by all checks of its topic, public and hidden, in a pytest of its own, as `grader grade`
judges it but for the sandbox, which takes no part in either figure.

A wrong answer counts for the stories when a check of it fails with a story. Many don't: their fault shows in one
thread, where a sentence says all. The story names the fault when a step of it is on a line that the answer marks with
`# <- fault`.
"""

from __future__ import annotations

import json
import re
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.common import ROOT, python, run, table
from benchmarks.exploring.kept import Clock, Kept
from benchmarks.soak import Grading, gradings
from grader.course import Course
from grader.explore.schedule import DEFAULT
from tests.test_content import is_explored

MARK: Final = "# <- fault"
_SHOWN: Final = 30
_EXPLORED: Final = re.compile(r"among ((?:all )?[\d,]+) schedules")
_MEDIAN_AIM: Final = 2.0
_WORST_AIM: Final = 10.0
_NAMED_AIM: Final = 0.9


def faults(grading: Grading) -> set[tuple[str, int]]:
    """Return the marked lines, by file and number."""
    return {
        (name, number)
        for name in grading.topic.modules
        for number, line in enumerate((grading.answer.folder / name).read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith(MARK)
    }


def key_of(grading: Grading) -> str:
    """Return what the figures are about; the grader itself has a say in what is kept at all."""
    return f"{grading.topic.name} {grading.answer.name} {grading.digest}"


def explored_answers() -> Iterator[Grading]:
    """Return right and wrong answers of all topics that explore, topic by topic."""
    for topic in filter(is_explored, Course.find(ROOT).topics):
        yield from gradings(topic, "right", "wrong")


def work(kept: Kept, clock: Clock) -> bool:
    """Judge what is not known yet; tell whether all is known."""
    due = [(grading, key_of(grading)) for grading in explored_answers()]
    for number, (grading, key) in enumerate(due, 1):
        if kept.get("answers", key) is None:
            if clock.is_up():
                return False
            kept.put("answers", key, judged(grading))
            print(f"answers {number}/{len(due)}: {grading.topic.name} {grading.answer.name}", flush=True)
    return True


def judged(grading: Grading) -> list[dict[str, Any]]:
    """Return what each check used and said."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        file = Path(temporary, "meter.jsonl")
        options = ["-q", "-p", "no:cacheprovider", "-p", "benchmarks.exploring.meter", "--meter", str(file)]
        done = run(
            python("-m", "pytest", *options, *map(str, grading.topic.tests), "--submission", str(grading.answer.folder))
        )
        if done.code not in (0, 1):
            raise SystemExit(f"{grading.topic.name} {grading.answer.name} was not judged:\n{done.said}")
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def text(kept: Kept) -> str:
    """Say what is known."""
    known = [
        (grading, told) for grading in explored_answers() if (told := kept.get("answers", key_of(grading))) is not None
    ]
    right = [(grading, told) for grading, told in known if grading.answer.sort == "right"]
    wrong = [(grading, told) for grading, told in known if grading.answer.sort == "wrong"]
    return f"{_of_cpu(right)}\n\n{_of_stories(wrong)}" if right and wrong else ""


def _of_cpu(known: list[tuple[Grading, list[dict[str, Any]]]]) -> str:
    used: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    explored: dict[tuple[str, str], str] = {}
    failed = []
    for grading, told in known:
        for each in told:
            if each["outcome"] != "passed":
                failed.append(f"{grading.topic.name} {grading.answer.name}, {each['check']}: {each['message'][:200]}")
            if each["explorations"]:
                used[grading.topic.name, each["check"]].append((each["cpu"], grading.answer.name))
                if grading.answer.folder.name == "reference":
                    explored[grading.topic.name, each["check"]] = ", ".join(_EXPLORED.findall(each["message"]))
    every = [cpu for found in used.values() for cpu, _ in found]
    rows = []
    for (topic, check), found in used.items():
        most, worst = max(found)
        middle = statistics.median(cpu for cpu, _ in found)
        rows.append((topic, check, f"{middle:.2f}", f"{most:.2f}", worst, explored.get((topic, check), "")))
    median, most = statistics.median(every), max(every)
    said = (
        f"CPU seconds of a check that explores, on {len(known)} right answers ({len(every)} checks of them): median "
        f"{median:.2f}, worst {most:.2f}. The aim of less than {_MEDIAN_AIM:g} in the median is "
        f"{'reached' if median < _MEDIAN_AIM else 'missed'}, that of less than {_WORST_AIM:g} at worst "
        f"{'reached' if most < _WORST_AIM else 'missed'}. {len(failed)} checks did not pass."
    )
    head = ("topic", "check", "median", "worst", "of which answer", "schedules explored, on the reference")
    return "\n\n".join([said, *["\n".join(f"- {each}" for each in failed)][: len(failed)], table(head, rows)])


def _of_stories(known: list[tuple[Grading, list[dict[str, Any]]]]) -> str:
    rows, missed = [], []
    totals = [0, 0, 0, 0, 0]
    for topic in dict.fromkeys(grading.topic.name for grading, _ in known):
        counts = [0, 0, 0, 0, 0]
        for grading, told in known:
            if grading.topic.name != topic:
                continue
            stories = [each for each in told if each["outcome"] == "failed" and each.get("story")]
            named = [bool(faults(grading) & {tuple(line) for line in each["story"]["lines"]}) for each in stories]
            counts[0] += 1
            counts[1] += bool(stories)
            counts[2] += any(named)
            counts[3] += len(stories)
            counts[4] += sum(named)
            if stories and not any(named):
                checks = ", ".join(f"{each['check']} ({each['story']['pattern']})" for each in stories)
                always = all(each["story"]["schedule"] == DEFAULT for each in stories)
                missed.append(f"{topic} {grading.answer.name}: {checks}{', in the default order already' * always}")
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        rows.append([topic, *counts])
    rows.append(["all", *totals])
    head = ("topic", "wrong answers", "with a story", "a story names the line", "stories", "of them with the line")
    share = 100 * totals[2] / max(1, totals[1])
    said = (
        f"The story names the marked line in {share:.0f} % of the wrong answers that fail with a story "
        f"({totals[2]} of {totals[1]}; aim: {100 * _NAMED_AIM:.0f} %). The other {totals[0] - totals[1]} fail in "
        "checks that don't explore, or by what must be reached and is not: there is no order to tell a story of."
    )
    listed = "\n".join(f"- {each}" for each in missed[:_SHOWN])
    return "\n\n".join([said, table(head, rows), *[f"Not named:\n\n{listed}"][: len(missed)]])
