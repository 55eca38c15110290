"""A story in text: a column for each thread, the student's lines one below the other in the order in which they ran."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from grader.result import Step, Story

_MOST_COLUMNS: Final = 3


def told(story: Story) -> Iterator[RenderableType]:
    """Yield the parts of a story, to be printed one below the other."""
    yield Text(f"This is a {story.pattern}:" if _is_countable(story.pattern) else f"{story.pattern}:", style="bold")
    yield columns(story)
    yield from map(Text, story.picture)
    if story.came:
        yield Text("came:  " + ", ".join(story.came))
    if story.expected:
        yield Text("right: " + "; or ".join(story.expected))
    for note in story.notes:
        yield Text(f"note:  {note}", style="dim")


def columns(story: Story) -> Table:
    """Return the steps as a table: a column a thread, or where there are many a column that names the thread."""
    side_by_side = len(story.threads) <= _MOST_COLUMNS
    table = Table(box=None, padding=(0, 2, 0, 0), expand=False, header_style="bold")
    takes_time = story.takes_time
    if takes_time:
        table.add_column("time", justify="right", style="dim")
    for name in story.threads if side_by_side else ("thread", "line"):
        table.add_column(Text(name), ratio=1 if side_by_side else None, overflow="fold")
    for step in story.steps:
        cell = _cell(step)
        time = [f"{step.at:g} s"] if takes_time else []
        if side_by_side:
            table.add_row(*time, *(cell if number == step.thread else "" for number in range(len(story.threads))))
        else:
            table.add_row(*time, Text(story.threads[step.thread]), cell)
    return table


def _cell(step: Step) -> Table:
    cell = Table.grid(padding=(0, 1, 0, 0))
    cell.add_column(style="dim", justify="right")
    cell.add_column(overflow="fold")
    cell.add_row(str(step.line), Text(step.source))
    if step.note:
        cell.add_row("", Text(step.note, style="cyan"))
    return cell


def _is_countable(pattern: str) -> bool:
    return pattern.split(maxsplit=1)[0] in ("lost", "torn", "lock-order", "deadlock")


def as_text(story: Story, width: int = 100) -> str:
    """Return a story as plain text of at most that width."""
    console = Console(file=io.StringIO(), width=width, no_color=True, highlight=False, emoji=False)
    with console.capture() as captured:
        for part in told(story):
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
