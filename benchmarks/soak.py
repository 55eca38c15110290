"""Grades the same answers again and again on a busy machine, and says how often a verdict was not what it should be.

    python -m benchmarks.soak [--gradings N] [--minutes M] [--loops N] [--jobs N] [--topic T]... [--fresh] [--dry]
    python -m benchmarks.soak --content [--runs N] ...

The first form grades right answers (reference and every right style of each topic, in turn) in boxes with busy loops
beside: whatever does not pass is a false failure, or a verdict that is missing. The second form proves the content:
stub, right and wrong answers, each so many runs. The stub must pass nothing, right answers must pass everything, and
a wrong answer must fail, in every run, a check of each kind that its first line names, and pass at least one other;
it is graded until it has.

Both grade classes one after the other, and keep what came of each in `out/soak`, so a run that was ended (also by
`--minutes`) goes on where it was, and the n-th grading of a right answer counts for both. What was graded by other
checks or with another text of the answer doesn't count. A soak may take longer than the kit stays the same; so the
result says how many gradings were made at which commit. It grades what lies here: who wants to go on working meanwhile
runs it in a clone, and gives the place for what came by `--kept`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, islice, zip_longest
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from benchmarks.common import ROOT, commit, end_on_sigterm, load, record, table
from grader.batch.model import Enough, Verdict
from grader.batch.progress import Progress
from grader.batch.run import Order, grade
from grader.batch.suites import suites
from grader.check import KINDS
from grader.course import Course, Topic
from grader.course.answers import Answer, answers, complaints, hand_in

KEPT: Final = ROOT / "out" / "soak"
MIX: Final = ("02_pool", "03_queue", "14_tcp_client")
_CLASS: Final = 96
_SHOWN: Final = 20


@dataclass(frozen=True)
class Grading:
    """One grading that is due: which answer to which topic, and for the how-manieth time."""

    topic: Topic
    answer: Answer
    number: int
    digest: str

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What tells it from all others, by whatever checks and text."""
        return self.topic.name, self.answer.name, self.number, self.digest


def gradings(topic: Topic, *sorts: str) -> Iterator[Grading]:
    """Yield the first grading of each of a topic's answers of these sorts."""
    checks = topic.digest().encode()
    for answer in answers(topic):
        if answer.sort in sorts:
            texts = [(answer.folder / name).read_bytes() for name in topic.modules]
            yield Grading(topic, answer, 0, hashlib.sha256(b"\0".join([checks, *texts])).hexdigest()[:16])


class Tally:
    """What came of the gradings so far: a line of JSON each, in a file that is only ever appended to."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._commit = commit()
        self.lines: list[dict[str, Any]] = []
        if file.exists():
            self.lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

    def add(self, grading: Grading, verdict: Verdict) -> str:
        """Note the verdict of one grading; returns the complaint about it, if there is one."""
        checks = [check for check in verdict.checks if check.kind in KINDS]
        complaint = "; ".join(complaints(grading.answer, checks))
        outcomes = {check.outcome for check in checks}
        missing = next((each for each in ("grader_error", "inconclusive") if each in outcomes), "failed")
        line = {
            "topic": grading.topic.name,
            "answer": grading.answer.name,
            "number": grading.number,
            "digest": grading.digest,
            "commit": self._commit,
            "complaint": f"{missing}: {complaint}" if complaint else "",
        }
        self.lines.append(line)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return complaint


def key_of(line: dict[str, Any]) -> tuple[str, str, int, str]:
    """Return the key of the grading that a line is of."""
    return line["topic"], line["answer"], line["number"], line["digest"]


def in_turn(topics: Sequence[Topic], many: int) -> list[Grading]:
    """Return so many gradings of right answers: topics in turn, and within a topic its answers in turn."""
    turns = zip(*(_again_and_again([*gradings(topic, "right")]) for topic in topics), strict=True)
    return [*islice(chain.from_iterable(turns), many)]


def _again_and_again(first: Sequence[Grading]) -> Iterator[Grading]:
    return (replace(each, number=run) for run in count() for each in first)


def mixed(topics: Iterable[Topic], runs: int) -> list[Grading]:
    """Return so many gradings of every answer, run by run, and topic by topic in turn."""
    turns = zip_longest(*(gradings(topic, "stub", "right", "wrong") for topic in topics))
    first = [each for turn in turns for each in turn if each is not None]
    return [replace(each, number=run) for run in range(runs) for each in first]


def work_off(due: Sequence[Grading], tally: Tally, options: argparse.Namespace) -> None:
    """Grade what is due and not known yet, class by class, until the time is up."""
    known = {key_of(line) for line in tally.lines}
    left = [each for each in due if each.key not in known]
    began, done, slowest = time.monotonic(), len(due) - len(left), 0.0
    with load(options.loops):
        for start in range(0, len(left), _CLASS):
            spent = time.monotonic() - began
            if start and spent + slowest > options.minutes * 60:
                print(f"the time is up after {spent / 60:.1f} minutes; run it again to go on", flush=True)
                return
            for grading, verdict in grade_class(left[start : start + _CLASS], options.jobs):
                done += 1
                if complaint := tally.add(grading, verdict):
                    print(f"! {grading.topic.name} {grading.answer.name}: {complaint[:600]}", flush=True)
            now = time.monotonic() - began
            slowest = max(slowest, now - spent)
            print(f"{done}/{len(due)} after {now / 60:.1f} minutes", flush=True)


def grade_class(due: Sequence[Grading], jobs: int) -> Iterator[tuple[Grading, Verdict]]:
    """Grade a class in which each grading is a student."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        root = Path(temporary)
        (root / "out").mkdir()
        enough = {}
        for index, each in enumerate(due):
            hand_in(each.topic, each.answer.folder, root / "class" / f"{index:03}")
            if each.answer.sort == "wrong":
                enough[f"{index:03}", each.topic.name] = Enough(each.answer.caught_by, passes=True)
        topics = {each.topic.name: each.topic for each in due}
        order = Order(root / "class", root / "out", suites(topics.values()), jobs=jobs, enough=enough)
        with Progress(Console(quiet=True)) as progress:
            found = {(verdict.student, verdict.topic): verdict for verdict in grade(order, progress)}
        for index, each in enumerate(due):
            yield each, found[f"{index:03}", each.topic.name]


def counted(due: Sequence[Grading], tally: Tally) -> list[dict[str, Any]]:
    """Return what is known of the gradings that are due."""
    wanted = {each.key for each in due}
    return [line for line in tally.lines if key_of(line) in wanted]


def report_gradings(lines: Sequence[dict[str, Any]], options: argparse.Namespace) -> str:
    """Say how many gradings of right answers ran, and what came of them."""
    rows = []
    for topic in [*sorted({line["topic"] for line in lines}), "all"]:
        said = [line["complaint"].partition(":")[0] for line in lines if topic in ("all", line["topic"])]
        bound = f"{100 * (1 - 0.05 ** (1 / len(said))):.2f} %" if said and not any(said) else ""
        count = Counter(said)
        rows.append((topic, len(said), count["failed"], count["inconclusive"], count["grader_error"], bound))
    text = f"Right answers with {options.loops} busy loops beside, {options.jobs} at once.\n\n"
    head = ("topic", "gradings", "false failures", "inconclusive", "grader errors", "true rate below, at 95 %")
    return text + table(head, rows) + _commits(lines) + _complaints(lines)


def report_content(due: Sequence[Grading], lines: Sequence[dict[str, Any]], options: argparse.Namespace) -> str:
    """Say of how many answers every run was as it should be."""
    runs, bad = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for line in lines:
        runs[line["topic"], line["answer"]] += 1
        bad[line["topic"], line["answer"]] += bool(line["complaint"])
    rows = []
    for topic in dict.fromkeys(each.topic.name for each in due):
        for sort in ("stub", "right", "wrong"):
            names = {each.answer.name for each in due if (each.topic.name, each.answer.sort) == (topic, sort)}
            ran = sum(runs[topic, name] for name in names)
            full = [name for name in names if runs[topic, name] >= options.runs]
            good = [name for name in full if not bad[topic, name]]
            rows.append((topic, sort, len(names), ran, len(full), len(good), sum(bad[topic, name] for name in names)))
    text = f"Every answer with {options.loops} busy loops beside, {options.jobs} at once.\n\n"
    head = (
        "topic",
        "answers",
        "how many",
        "gradings",
        f"with {options.runs} runs",
        "all right",
        "bad gradings",
    )
    return text + table(head, rows) + _commits(lines) + _complaints(lines)


def _commits(lines: Sequence[dict[str, Any]]) -> str:
    at = Counter(line["commit"] for line in lines)
    return f"\n\nGraded at commit {', '.join(f'{name} ({count})' for name, count in at.items())}." if at else ""


def _complaints(lines: Sequence[dict[str, Any]]) -> str:
    told: Counter[str] = Counter()
    for line in lines:
        if line["complaint"]:
            said = " ".join(line["complaint"].split())[:300].replace("|", "/").replace("`", "'")
            told[f"{line['topic']} {line['answer']}: {said}"] += 1
    shown = "\n".join(f"- {count} times {what}" for what, count in told.most_common(_SHOWN))
    return f"\n\n{shown}" if shown else ""


def main() -> None:
    """Grade and write down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Verdicts on a busy machine.")
    parser.add_argument("--content", action="store_true", help="prove stub, right and wrong answers instead")
    parser.add_argument("--gradings", type=int, default=1000, metavar="N", help="gradings of right answers (1000)")
    parser.add_argument("--runs", type=int, default=20, metavar="N", help="runs of each answer with --content (20)")
    parser.add_argument("--minutes", type=float, default=1e6, metavar="M", help="stop in time; the next run goes on")
    parser.add_argument("--loops", type=int, default=4, metavar="N", help="busy loops beside (4)")
    parser.add_argument("--jobs", type=int, default=4, metavar="N", help="submissions at once (4)")
    parser.add_argument("--topic", action="append", metavar="T", help="only this topic; may be given again")
    parser.add_argument("--kept", type=Path, default=KEPT, metavar="DIR", help="where what came is kept (out/soak)")
    parser.add_argument("--fresh", action="store_true", help="forget what is known")
    parser.add_argument("--dry", action="store_true", help="print the result only")
    options = parser.parse_args()
    end_on_sigterm()
    topics = [Course.find(ROOT).topic(name) for name in options.topic or MIX]
    due = mixed(topics, options.runs) if options.content else in_turn(topics, options.gradings)
    file = options.kept / f"{options.loops}-loops.jsonl"
    if options.fresh:
        file.unlink(missing_ok=True)
    tally = Tally(file)
    try:
        work_off(due, tally, options)
    except KeyboardInterrupt:
        print("interrupted; run it again to go on", flush=True)
    lines = counted(due, tally)
    if len(lines) < len(tally.lines):
        print(f"{len(tally.lines) - len(lines)} earlier gradings, of other versions, were not counted")
    text = report_content(due, lines, options) if options.content else report_gradings(lines, options)
    record("soak --content" if options.content else "soak", text, dry=options.dry)


if __name__ == "__main__":
    main()
