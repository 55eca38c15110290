"""What a check is: a pytest test that carries points, a kind, a title and hints.

The mark is plain data on the function; the pytest plugin reads it when it collects. So a check file stays an
ordinary pytest file, and this module needs nothing but the standard library.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

Test = TypeVar("Test", bound=Callable[..., None])

KINDS: Final = ("correctness", "race", "speedup", "cleanup", "faults")
REMARK: Final = "remark"
_ATTRIBUTE: Final = "__racecourse_check__"


class Check(NamedTuple):
    """A check's data: points (whole, > 0), kind (one of KINDS), the line a student reads, hints in order.

    A remark has no points, the kind REMARK, and its text as title.
    """

    points: int
    kind: str
    title: str
    hints: tuple[str, ...] = ()


def check(*, points: int, kind: str, title: str = "", hints: tuple[str, ...] = ()) -> Callable[[Test], Test]:
    """Mark a test as a check; `title` defaults to the first line of the test's docstring.

    Raises ValueError when the points, the kind or the title can't be right, so that a course with a slip in it
    fails when it is collected and not when it is graded.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r} of a check: use one of {', '.join(KINDS)}")
    if type(points) is not int or points < 1:
        raise ValueError(f"points of a check are a whole number above 0, not {points!r}")

    def mark(test: Test) -> Test:
        name = getattr(test, "__name__", repr(test))
        line = title or (test.__doc__ or "").strip().partition("\n")[0]
        if not line:
            raise ValueError(f"check {name} has no docstring: its first line is what students read")
        setattr(test, _ATTRIBUTE, Check(points, kind, line, tuple(hints)))
        return test

    return mark


def remark(text: str) -> Callable[[Test], Test]:
    """Mark a test whose failure is a remark in the report, without points: `text` is what it then says.

    For what is worth knowing and not wrong, such as an answer that runs on some systems only.
    """

    def mark(test: Test) -> Test:
        setattr(test, _ATTRIBUTE, Check(0, REMARK, text))
        return test

    return mark


def check_of(test: object) -> Check | None:
    """Return the check that `test` was marked as, or None for an ordinary test."""
    found = getattr(test, _ATTRIBUTE, None)
    return found if isinstance(found, Check) else None
