"""What came of a check, in plain data. Only the judge's side has results; the guest never sees one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

OUTCOMES: Final = ("passed", "failed", "todo", "inconclusive", "grader_error")
PROPERTY: Final = "racecourse"
"""Name of the user property under which a test report carries a check's result."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story: which of its threads, where in the student's files, the line itself, and what it did.

    `at` is the virtual second at which it did that.
    """

    thread: int
    file: str
    line: int
    source: str
    note: str
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Story:
    """How a run failed: what the pattern is called, and step by step what each thread did.

    `came` is what the operations gave, `expected` what would have been right, `notes` say what else there
    is to know, and `schedule` leads to the same run again. `picture` are lines that show how many calls ran at once.
    """

    pattern: str
    threads: tuple[str, ...]
    steps: tuple[Step, ...]
    came: tuple[str, ...]
    expected: tuple[str, ...]
    schedule: str
    notes: tuple[str, ...] = ()
    picture: tuple[str, ...] = ()

    @property
    def takes_time(self) -> bool:
        """Whether time passes in it."""
        return any(step.at > 0 for step in self.steps)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Story:
        """Return the story that `asdict` made these data of."""
        steps = tuple(Step(**step) for step in data["steps"])
        lists = {name: tuple(data[name]) for name in ("threads", "came", "expected", "notes", "picture")}
        return cls(pattern=data["pattern"], steps=steps, schedule=data["schedule"], **lists)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of one check, in plain data only, so that it passes through pytest's reports and JSON alike.

    `outcome` is one of OUTCOMES, `message` is a sentence or two, and `details` are lines of text: the student's own
    traceback, what was expected and what came, what the program printed.
    """

    check: str
    title: str
    kind: str
    points: int
    max_points: int
    outcome: str
    message: str = ""
    details: str = ""
    hints: tuple[str, ...] = ()
    public: bool = True
    story: Story | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> CheckResult:
        """Return the result that `asdict` made these data of."""
        story = data.get("story")
        plain = {**data, "hints": tuple(data["hints"]), "story": Story.of(story) if story else None}
        return cls(**plain)
