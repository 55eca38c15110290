"""Mutants: copies of a right answer with one slip each, which the checks of a topic should notice.

Pure: from text to texts. What survives all checks is either a hole in them, or means the same as before; the second
is said by hand in the topic, in `equivalent.toml` beside its reference:

    "5f2c9a01" = "the lock guards a single read, which is one step"

A mutant is called by a hash of its operator, the function that it is in, and its lines before and after, so that it
keeps its name while anything else is changed, on every version of Python.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Final

import msgspec

from grader.course.operators import OPERATORS
from grader.course.source import Source
from grader.course.topic import Topic

EQUIVALENT: Final = "equivalent.toml"
_LENGTH: Final = 8


@dataclass(frozen=True)
class Mutant:
    """A copy of `file` with one change: which operator made it, in which line, what stood there and what stands now."""

    id: str
    operator: str
    file: str
    line: int
    before: str
    after: str
    text: str


def mutants(text: str, file: str) -> list[Mutant]:
    """Return the mutants of a module in order of their lines; no two have the same text. Raises SyntaxError."""
    source = Source(text)
    found: dict[str, Mutant] = {}
    alike: Counter[str] = Counter()
    for scope, node in source.walk():
        for name, operator in OPERATORS.items():
            for edits in operator(node, source):
                changed = source.changed(edits)
                if changed in found or not _is_python(changed):
                    continue
                pairs = [source.lines(edit) for edit in sorted(edits)]
                before, after = ("\n".join(lines) for lines in zip(*pairs, strict=True))
                key = "\0".join([name, file, scope, *before.split(), "->", *after.split()])
                alike[key] += 1
                called = hashlib.sha256(f"{key}\0{alike[key]}".encode()).hexdigest()[:_LENGTH]
                line = source.line_of(min(edits).start)
                found[changed] = Mutant(called, name, file, line, before, after, changed)
    return sorted(found.values(), key=lambda each: each.line)


def of_reference(topic: Topic) -> list[Mutant]:
    """Return the mutants of all modules of a topic's reference. Raises OSError, SyntaxError and UnicodeDecodeError."""
    folder = topic.solutions / "reference"
    return [each for name in topic.modules for each in mutants((folder / name).read_text(encoding="utf-8"), name)]


def _is_python(text: str) -> bool:
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def marked(topic: Topic) -> dict[str, str]:
    """Return the reasons that a topic's `equivalent.toml` gives, by id; none if it isn't there.

    Raises ValueError, whose text says what is wrong, when it has anything but reasons.
    """
    try:
        return msgspec.toml.decode((topic.solutions / EQUIVALENT).read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise ValueError(str(error)) from error
