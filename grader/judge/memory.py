"""Failing schedules, kept beside a student's files, so that the next run tries them first and says if they still fail.

A small JSON file by name of check. It is a convenience: a file that can't be read or written is as good as none. What
else explorations are told from outside their check is here too.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = ".racecourse"
_FILE: Final = "schedules.json"
_PASSED: Final = "no failing schedule among"


class Memory:
    """The kept schedules of one submission."""

    def __init__(self, submission: Path) -> None:
        self._path = submission / FOLDER / _FILE

    def get(self, key: str) -> str:
        """Return the schedule that failed last time, or ""."""
        found = self._read().get(key, "")
        return found if type(found) is str else ""

    def put(self, key: str, schedule: str) -> None:
        """Keep a schedule that fails; "" forgets the one that is kept."""
        known = self._read()
        if known.get(key, "") == schedule:
            return
        known.pop(key, None)
        if schedule:
            known[key] = schedule
        with contextlib.suppress(OSError):  # a read-only folder: then nothing is kept
            self._path.parent.mkdir(exist_ok=True)
            self._path.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    def _read(self) -> dict[str, object]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if type(found) is dict else {}


class Searched(NamedTuple):
    """How far one exploration went: schedules that were run, and up to how many preemptions these are all (-1: not)."""

    schedules: int
    preemptions: int


def extent(searches: Collection[Searched]) -> str:
    """Say how far these explorations went together."""
    total = sum(each.schedules for each in searches)
    whole = min(each.preemptions for each in searches)
    said = _counted(total, "schedule") + (f" of {len(searches)} programs" if len(searches) > 1 else "")
    return said if whole < 0 else f"all {said} with up to {_counted(whole, 'preemption')}"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


@dataclass
class Setting:
    """What the explorations of one check are told from outside, and how far those went that found nothing.

    `schedule` is the only one to be run, if it isn't empty; `memory` keeps failing schedules, under the name `check`.
    """

    check: str = ""
    schedule: str = ""
    memory: Memory | None = None
    count: int = 0
    searched: dict[str, Searched] = field(default_factory=dict)

    def next_key(self) -> str:
        """Return the key of the check's next exploration."""
        self.count += 1
        return self.check if self.count == 1 else f"{self.check}#{self.count}"

    def passed(self, key: str, searched: Searched, notes: list[str]) -> None:
        """Note that an exploration found nothing: one sentence for all of a check's explorations."""
        old = f"{_PASSED} {extent(self.searched.values())}" if self.searched else ""
        self.searched[key] = searched
        notes[:] = [note for note in notes if note != old] + [f"{_PASSED} {extent(self.searched.values())}"]

    def again(self) -> None:
        """Begin the check anew."""
        self.count = 0
        self.searched.clear()
