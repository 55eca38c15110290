"""From how a check's test ended to its result: whose fault it is, and the sentences a student reads.

Rules:
- What the student's code raised, a check that says so, and a result of an unexpected shape are failures.
- NotImplementedError of the student's own is "todo".
- Anything else that goes wrong is ours: "grader_error", which costs nobody points.
- Nothing of a check's source is shown, and no text of the student's can reach a terminal or a page unclean.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Final

from grader.check import REMARK, Check
from grader.facts import CheckFailed, Hung, Inconclusive, Told, told_of
from grader.judge.explained import Explained
from grader.result import CheckResult, Story

_SHAPE_ERRORS: Final = (TypeError, ValueError, LookupError, AttributeError)
_HANG_HINT: Final = "For each thread above: which line of yours should let it go on, and why was that line not reached?"
_BRIEF: Final = 60
_LONGEST: Final = 300
_MESSAGE: Final = 4_000
_DETAILS: Final = 12_000


@dataclass(frozen=True, slots=True)
class Compared:
    """The two sides of the comparison that failed in a check: what came, and what was expected."""

    came: object
    expected: object


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict without its check: outcome, message and details of a CheckResult."""

    outcome: str
    message: str = ""
    details: str = ""
    hint: str = ""
    """A hint that fits what happened better than the check's own."""
    story: Story | None = None


PASSED: Final = Finding("passed")


def passed(notes: Sequence[str]) -> Finding:
    """Return the verdict of a check that passes, with what is worth saying of it."""
    return Finding("passed", "; ".join(dict.fromkeys(notes)))


def find(error: BaseException, test_file: str, compared: Compared | None) -> Finding:
    """Return the verdict for what a check's test raised."""
    told = told_of(error)
    if told is not None:
        return _of_student(told)
    if isinstance(error, Inconclusive):
        return Finding("inconclusive", str(error))
    if isinstance(error, Explained):
        return Finding("failed", str(error), story=error.story)
    if isinstance(error, CheckFailed):
        sentence, _, rest = str(error).partition("\n")
        return Finding("failed", sentence, rest, _HANG_HINT if isinstance(error, Hung) and rest else "")
    if isinstance(error, AssertionError):
        return _of_assertion(error, compared)
    if type(error).__module__ == "_pytest.outcomes" or type(error).__qualname__ == "Failed":
        return _of_pytest(str(error))
    if isinstance(error, _SHAPE_ERRORS) and _raised_in(error.__traceback__) == test_file:
        return Finding("failed", f"the result has not the shape that was asked for ({error})")
    return Finding(
        "grader_error",
        f"the kit itself failed ({type(error).__name__}: {error}); this is not your fault and costs no points",
        "".join(traceback.format_exception(error)),
    )


def of_unseen(told: Told) -> Finding:
    """Return the verdict for an exception that ended a thread or process of the student's."""
    message = f"an exception ended one of your threads or processes, and nothing saw it: {told.name}: {told.message}"
    return Finding("failed", message, told.traceback)


def result(name: str, check: Check, finding: Finding, *, output: str = "", public: bool = True) -> CheckResult:
    """Put a check and its finding together; `output` is what the student's program printed."""
    if check.kind == REMARK:
        said = f"{check.title} ({_shorten(finding.message, _LONGEST)})" if finding.outcome == "failed" else ""
        return CheckResult(name, check.title, REMARK, 0, 0, "passed", clean(said), public=public)
    details = finding.details
    if output.strip() and finding.outcome != "passed":
        details = "\n".join(filter(None, [details, "your program printed:", _shorten(output.rstrip(), 2_000)]))
    return CheckResult(
        check=name,
        title=check.title,
        kind=check.kind,
        points=check.points if finding.outcome == "passed" else 0,
        max_points=check.points,
        outcome=finding.outcome,
        message=clean(_shorten(finding.message, _MESSAGE)),
        details=clean(_shorten(details, _DETAILS)),
        hints=(finding.hint, *check.hints) if finding.hint else check.hints,
        public=public,
        story=finding.story and _cleaned(finding.story),
    )


def _cleaned(story: Story) -> Story:
    """Make all text of a story harmless."""
    return Story(
        pattern=_line(story.pattern),
        threads=tuple(map(_line, story.threads)),
        steps=tuple(
            replace(step, file=_line(step.file), source=_line(step.source), note=_line(step.note))
            for step in story.steps
        ),
        came=tuple(map(_line, story.came)),
        expected=tuple(map(_line, story.expected)),
        schedule=clean(story.schedule),
        notes=tuple(map(_line, story.notes)),
        picture=tuple(map(_line, story.picture)),
    )


def _line(text: str) -> str:
    return clean(_shorten(text, _LONGEST))


def clean(text: str) -> str:
    """Make text harmless: no control characters (ANSI escapes among them) but newline and tab."""
    return "".join(char if char.isprintable() or char in "\n\t" else f"\\x{ord(char):02x}" for char in text)


def _of_student(told: Told) -> Finding:
    if told.name == "NotImplementedError" and not told.planned:
        return Finding("todo", "not written yet")
    if told.name == "MissingError":
        return Finding("failed", told.message)
    message = f"{told.name}: {told.message}" if told.message else told.name
    # A traceback without a line of the student's says the same once more.
    details = "" if told.traceback.strip() == message else told.traceback
    return Finding("failed", f"your code raised {message}", details)


def _of_assertion(error: AssertionError, compared: Compared | None) -> Finding:
    sentence = str(error).partition("\nassert ")[0].strip()
    if sentence.startswith("assert "):
        sentence = ""  # pytest's own explanation, which quotes the check
    if compared is None:
        return Finding("failed", sentence or "what was asked for is not so")
    came, expected = repr(compared.came), repr(compared.expected)
    brief = f"expected {_shorten(expected, _BRIEF)}, but came {_shorten(came, _BRIEF)}"
    if not sentence and max(len(came), len(expected)) <= _BRIEF:
        return Finding("failed", brief)
    details = f"expected: {_shorten(expected, _LONGEST)}\n    came: {_shorten(came, _LONGEST)}"
    return Finding("failed", sentence or "the result is not what was expected", details)


def _of_pytest(text: str) -> Finding:
    if text.startswith("DID NOT RAISE"):
        name = "".join(re.findall(r"\w+", text)[-1:])
        return Finding("failed", f"{name} should be raised here, but nothing was raised")
    if text.startswith("Timeout"):
        return Finding("grader_error", f"the check did not end: {text}; this is not your fault and costs no points")
    return Finding("failed", text.partition("\n")[0])


def _raised_in(trace: TracebackType | None) -> str:
    file = ""
    while trace is not None:
        file, trace = trace.tb_frame.f_code.co_filename, trace.tb_next
    return file


def _shorten(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]} ... ({len(text):,} characters) ... {text[-half:]}"
