"""What was found out about topics, for their author at the terminal: what to mend, and what the checks don't notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.text import Text

from grader.report.text import clean

FINE, TO_DO = 0, 1
_MARK: Final = "A survivor is a hole in the checks, or means the same as before. Mark the second in"


@dataclass(frozen=True)
class Survivor:
    """A mutant that passes all checks: its id, what was changed, where, and the lines before and after."""

    id: str
    operator: str
    place: str
    before: str
    after: str


@dataclass(frozen=True)
class Score:
    """How many mutants there are, how many of them are marked as equivalent, how many others fail, and which don't."""

    mutants: int
    equivalent: int
    killed: int
    survivors: tuple[Survivor, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What is known of one topic: complaints, how many answers were graded how often, and what became of mutants.

    `marks` is the file in which equivalent mutants are marked. Where nothing was graded, `answers` is 0; where there
    were no mutants, `score` is None.
    """

    topic: str
    title: str
    complaints: tuple[str, ...]
    answers: int = 0
    runs: int = 0
    score: Score | None = None
    marks: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing left to do."""
        return not self.complaints and not (self.score and self.score.survivors)


def summarise(topics: Sequence[Checked], console: Console | None = None) -> int:
    """Print what is known of topics; returns FINE if nothing is left to do, and else TO_DO."""
    console = console or Console(highlight=False)
    for each in topics:
        for line in _lines(each):
            console.print(Text(clean(line)), soft_wrap=True)
    to_do = [each.topic for each in topics if not each.is_fine]
    console.print(Text(f"To do: {', '.join(to_do)}." if to_do else "All is well."), soft_wrap=True)
    return TO_DO if to_do else FINE


def _lines(topic: Checked) -> list[str]:
    lines = [f"{topic.topic}  {topic.title}"]
    if topic.answers:
        lines.append(f"  graded: {topic.answers} answers, {topic.runs} {'times' if topic.runs > 1 else 'time'} each")
    if topic.score is not None:
        lines += _of_mutants(topic.score, topic.marks)
    lines += [f"  ! {' '.join(complaint.split())}" for complaint in topic.complaints]
    return lines if not topic.is_fine else [*lines, "  nothing to mend"]


def _of_mutants(score: Score, marks: str) -> list[str]:
    counted = score.mutants - score.equivalent
    share = f" ({score.killed / counted:.0%})" if counted else ""
    lines = [f"  mutants: {score.killed} of {counted} killed{share}, and {score.equivalent} marked as equivalent"]
    for each in score.survivors:
        lines.append(f"  survivor {each.id}: {each.operator}, {each.place}")
        lines += [f"      - {line}" for line in each.before.split("\n")]
        lines += [f"      + {line}" for line in each.after.split("\n")]
    if score.survivors:
        lines.append(f'  {_MARK} {marks}, as "{score.survivors[0].id}" = "why nobody can tell".')
    return lines
