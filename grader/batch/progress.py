"""How a batch goes on, for a person: a bar with the time left at a terminal, a line a submission where it is piped."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from grader.batch.model import Verdict
from grader.batch.scan import Scan


class Progress:
    """Listens to a batch; a context manager that leaves the terminal as it was. Keeps the batch's `strays`."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)
        is_narrow = self._console.width < 100
        self._bar = Bar(
            TextColumn("Grading"),
            BarColumn(bar_width=10 if is_narrow else 40),
            MofNCompleteColumn(),
            *([] if is_narrow else [TextColumn("{task.fields[last]}", markup=False)]),
            TextColumn("left"),
            TimeRemainingColumn(),
            TextColumn("so far"),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
            transient=True,
        )
        self._task: TaskID | None = None
        self._done = self._total = 0
        self.strays: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()

    def planned(self, scanned: Scan) -> None:
        """Begin the bar, and say what was passed over."""
        self._total = len(scanned.found)
        self.strays = tuple(scanned.strays)
        for stray in self.strays[:10]:
            self._console.print(Text(f"note: {stray}"))
        if len(self.strays) > 10:
            self._console.print(f"note: and {len(self.strays) - 10} more, listed on the class page")
        self._task = self._bar.add_task("", total=self._total, last="")

    def known(self, verdict: Verdict, *, reused: bool) -> None:
        """Go on by one."""
        self._done += 1
        who = f"{verdict.student} {verdict.topic}"
        if self._task is not None:
            self._bar.update(self._task, completed=self._done, last=who[:40])
        if not self._console.is_terminal:
            how = "known already" if reused else f"{sum(check.points for check in verdict.checks)} points"
            self._console.print(Text(f"{self._done}/{self._total} {who}: {how}"))
