"""How many slips do the checks of the topics notice: those made by hand, and those made by machine?

    python -m benchmarks.mutation [TOPIC...] [--jobs N] [--dry]

By hand: the wrong answers of each topic, each with one fault, which checks of the kinds that it names must catch. By
machine: all changed copies of the reference that `grader check-topic` makes; one that means the same as before is
marked in the topic's `equivalent.toml`, with the reason, and is not counted. What survives is listed, and so is what
is marked.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final

from benchmarks.common import ROOT, end_on_sigterm, record, table
from grader.batch.proof import Wish, prove
from grader.course import Course, Topic
from grader.course.answers import answers
from grader.course.mutants import marked, of_reference
from grader.report.proof import Checked

_HEAD: Final = ("topic", "wrong answers caught", "mutants", "equivalent", "others killed", "survivors")


def missed(topic: Topic, checked: Checked) -> list[str]:
    """Return what the proof has to say of the topic's wrong answers."""
    names = [answer.name for answer in answers(topic) if answer.sort == "wrong"]
    return [said for said in checked.complaints if any(said.startswith(f"{name}, ") for name in names)]


def text(found: Sequence[tuple[Topic, Checked]]) -> str:
    """Say what came of the topics."""
    rows: list[Sequence[object]] = []
    survivors, equivalent, besides = [], [], []
    hand, machine = (0, 0), (0, 0)
    for topic, checked in found:
        wrong = sum(answer.sort == "wrong" for answer in answers(topic))
        uncaught = missed(topic, checked)
        caught = wrong - len({said.partition(",")[0] for said in uncaught})
        survivors += [f"{topic.name}, by hand: {said}" for said in uncaught]
        besides += [f"{topic.name}: {said}" for said in checked.complaints if said not in uncaught]
        hand = hand[0] + caught, hand[1] + wrong
        score = checked.score
        if score is None:
            rows.append((topic.name, f"{caught} of {wrong}", "none", "", "", ""))
            continue
        counted = score.mutants - score.equivalent
        machine = machine[0] + score.killed, machine[1] + counted
        killed = f"{score.killed} of {counted}"
        rows.append((topic.name, f"{caught} of {wrong}", score.mutants, score.equivalent, killed, len(score.survivors)))
        survivors += [
            f"{topic.name}, {each.id}: {each.operator}, {each.place}: `{_line(each.before)}` → `{_line(each.after)}`"
            for each in score.survivors
        ]
        equivalent += _equivalent(topic)
    said = (
        f"{hand[0]} of {hand[1]} faults made by hand are caught by checks of the kinds that they name. {machine[0]} of "
        f"{machine[1]} mutants made by machine are killed ({machine[0] / max(1, machine[1]):.1%}); those that are "
        "marked as equivalent are not counted."
    )
    parts = [said, table(_HEAD, rows), "What survives:" if survivors else "Nothing survives."]
    parts += ["\n".join(f"- {each}" for each in survivors)] * bool(survivors)
    parts += ["Said besides:", "\n".join(f"- {each}" for each in besides)] * bool(besides)
    parts += ["Marked as equivalent:", "\n".join(f"- {each}" for each in equivalent)] * bool(equivalent)
    return "\n\n".join(parts)


def _equivalent(topic: Topic) -> list[str]:
    reasons = marked(topic)
    return [
        f"{topic.name}, {each.file}:{each.line}, {each.operator}: {reasons[each.id]}"
        for each in of_reference(topic)
        if each.id in reasons
    ]


def _line(lines: str) -> str:
    return " / ".join(line.strip() for line in lines.split("\n"))


def main() -> None:
    """Measure and write down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description="Which slips are noticed?")
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help="topics; all, if none is named")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="answers judged at once (2)")
    parser.add_argument("--dry", action="store_true", help="print the result only")
    options = parser.parse_args()
    end_on_sigterm()
    course = Course.find(ROOT)
    chosen = [course.topic(name) for name in options.topics] or list(course.topics)
    checked = prove(chosen, course.topics, Wish(runs=1, brief=True, jobs=options.jobs))
    record("mutation", text(list(zip(chosen, checked, strict=True))), dry=options.dry)


if __name__ == "__main__":
    main()
