"""What a student reads in the terminal: checks by kind, points, what happened, and one hint at a time."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.report.story import told
from grader.result import CheckResult

KIND_TITLES: Final = {
    "correctness": "Correctness",
    "race": "Races and ordering",
    "speedup": "Speed and overlap",
    "cleanup": "Clean-up",
    "faults": "Bad input and faults",
}
_MARKS: Final = {
    "passed": ("✓", "green"),
    "failed": ("✗", "red"),
    "todo": ("…", "yellow"),
    "inconclusive": ("?", "yellow"),
    "grader_error": ("!", "magenta"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """The results of one topic, and the points of the hidden checks by kind, where those did not run."""

    name: str
    title: str
    results: Sequence[CheckResult]
    hidden: Mapping[str, int]


def render(sections: Sequence[Section], *, hints: int, colour: bool, width: int) -> None:
    """Print the sections to standard output."""
    console = Console(
        force_terminal=colour, no_color=not colour, width=max(60, min(width, 110)), highlight=False, emoji=False
    )
    with console.capture() as captured:
        for section in sections:
            _section(console, section, hints)
    text = "\n".join(line.rstrip() for line in captured.get().splitlines())
    encoding = sys.stdout.encoding or "utf-8"  # an old Windows console has no ✓
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def _section(console: Console, section: Section, hints: int) -> None:
    console.print()
    console.rule(Text(f"{section.name}  {section.title}"), align="left", style="dim", characters="─")
    outcomes = {found.outcome for found in section.results if found.max_points}
    if outcomes == {"todo"}:
        _untouched(console, section)
    elif outcomes == {"failed"} and (same := _same_for_all(section)):
        _broken(console, same)
    else:
        _kinds(console, section, hints)
        _remarks(console, section)
    _total(console, section)


def _same_for_all(section: Section) -> CheckResult | None:
    """Return one of the results when all of several say the same: the file can't be imported, for instance."""
    found = [result for result in section.results if result.max_points]
    return found[0] if len(found) > 1 and len({(each.message, each.details) for each in found}) == 1 else None


def _broken(console: Console, result: CheckResult) -> None:
    mark, style = _MARKS["failed"]
    console.print(Text(f"{mark} No check passes, and for all of them the reason is the same:", style=style))
    body = Text(result.message, style=style) + Text(f"\n{result.details}".rstrip(), style="default")
    console.print(Padding(body, (0, 0, 0, 2)))


def _untouched(console: Console, section: Section) -> None:
    count = sum(found.max_points > 0 for found in section.results)
    console.print(
        Text(f"… Nothing is written yet: all {count} checks are still to do. ", style="yellow")
        + Text(f"Start with the first TODO in assignments/{section.name}, and read its README.")
    )


def _kinds(console: Console, section: Section, hints: int) -> None:
    seen: set[tuple[str, str]] = set()  # a slip at the top of a file fails every check in the same words
    for kind, title in KIND_TITLES.items():
        found = [result for result in section.results if result.kind == kind]
        if not found:
            continue
        console.print()
        console.print(Text(title, style="bold"))
        for result in found:
            again = (result.message, result.details) in seen and bool(result.details or _unusable(result))
            seen.add((result.message, result.details))
            _check(console, result, hints, section.name, again=again)


def _check(console: Console, result: CheckResult, hints: int, topic: str, *, again: bool) -> None:
    mark, style = _MARKS[result.outcome]
    row = Table.grid(padding=(0, 1), expand=True)
    row.add_column(width=2, justify="right")
    row.add_column(width=7, justify="right")
    row.add_column(ratio=1)
    row.add_row(Text(mark, style=style), Text(f"{result.points}/{result.max_points}"), Text(result.title))
    console.print(row)
    if result.outcome == "passed":
        if result.message:
            console.print(Padding(Text(result.message, style="dim"), (0, 0, 0, 11)))
        return
    if again:
        console.print(Padding(Text("the same as above", style=style), (0, 0, 0, 11)))
        return
    body = Text(result.message, style=style)
    if result.outcome == "todo":
        body = Text("not written yet", style=style)
    if result.details and result.outcome != "todo":
        body += Text(f"\n{result.details}", style="default")
    console.print(Padding(body, (0, 0, 0, 11)))
    if result.story is not None:
        for part in told(result.story):
            console.print(Padding(part, (0, 0, 0, 11)))
        replay = f'replay: pytest assignments/{topic} -k {result.check} --schedule "{result.story.schedule}"'
        console.print(Text(" " * 11 + replay, style="dim"), soft_wrap=True)  # whole, to be copied
    if result.outcome == "failed" and not _unusable(result):
        for hint in result.hints[: max(0, hints)]:
            console.print(Padding(Text(f"hint: {hint}", style="cyan"), (0, 0, 0, 11)))


def _unusable(result: CheckResult) -> bool:
    """Whether the file can't even be imported: no hint is of use before it can."""
    return "can't be imported" in result.message


def _remarks(console: Console, section: Section) -> None:
    for result in section.results:
        if not result.max_points and result.message:
            console.print()
            console.print(Text(f"Remark, without points: {result.message}", style="yellow"))


def _total(console: Console, section: Section) -> None:
    got = sum(result.points for result in section.results)
    most = sum(result.max_points for result in section.results)
    console.print()
    line = Text(f"{got} of {most} points", style="bold")
    hidden_ran = any(not result.public for result in section.results)
    if section.hidden and not hidden_ran:
        told = ", ".join(f"{kind} {points}" for kind, points in section.hidden.items())
        line += Text(f"   {sum(section.hidden.values())} more in hidden checks when it is graded ({told})", style="dim")
    console.print(line)
    for outcome, text in (
        ("inconclusive", "inconclusive: the machine was too busy to tell; run again, it costs no points"),
        ("grader_error", "a fault of the kit, not yours: please tell your teacher; it costs no points"),
    ):
        count = sum(result.outcome == outcome for result in section.results)
        if count:
            console.print(Text(f"{count} × {text}", style=_MARKS[outcome][1]))
