"""From the events of a failing run to a story: filter, condense, name the pattern, tell it in the student's own lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grader.judge.outcome import Outcome


@dataclass(frozen=True)
class Failure:
    """A failing outcome, what is wrong with it, the events that led there, and what would have been right."""

    sentence: str
    outcome: Outcome
    events: list[dict[str, Any]]
    expected: list[str]


def explain(failure: Failure) -> str:
    """Return the story as text; the first line is the sentence."""
    lines = [failure.sentence]
    for event in failure.events:
        lines.append(
            f"  {event.get('name')}  {event.get('file')}:{event.get('line')}  {event.get('verb')} {event.get('kind')} {event.get('text', '')} = {event.get('value', '')}"
        )
    lines += [f"  {result}" for result in failure.outcome.results]
    if failure.expected:
        lines.append("right would have been: " + "; or ".join(failure.expected))
    lines.append(f"schedule: {failure.outcome.schedule}")
    return "\n".join(lines)
