"""Facts that cross the wall, or are said about what crossed it: frozen data and the errors a check may see.

Rules:
- Nothing here decides anything, touches a file or imports ours, and little of the standard library: every guest pays.
- A student's exception is *told* (`Told`), never carried: only names and text cross the wall, and `revive` builds a
  fresh exception of the judge's own from them.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

BUILT_IN_ERRORS: Final[Mapping[str, type[Exception]]] = MappingProxyType(
    {
        name: value
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, Exception) and value.__name__ == name
    }
)
"""Exceptions that come back as themselves; SystemExit and its like never do, they would end the judge."""


class CheckFailed(AssertionError):
    """A check has failed; the message is the sentence that the student reads."""


class Inconclusive(Exception):
    """The machine's noise could have changed the verdict, so there is none."""


class GuestDied(CheckFailed):
    """The process of the student's code ended by itself, or broke the protocol, in the middle of a check."""


class Hung(CheckFailed):
    """The student's code is blocked for ever, or loops without end."""


class NotExplorable(CheckFailed):
    """The simulated machine can't run what the student's code does; that alone says nothing about the code."""


class KitError(Exception):
    """A fault of the kit or of its set-up; costs nobody points."""


class Told(NamedTuple):
    """What the guest tells of an exception.

    `names` are the class names in method resolution order, `message` is `str(error)`, `traceback` is text cut to the
    student's own files, and `planned` says that a function of ours raised it on purpose.
    """

    names: tuple[str, ...]
    message: str
    traceback: str = ""
    planned: bool = False

    @property
    def name(self) -> str:
        """The exception's own class name."""
        return self.names[0] if self.names else "Exception"


class StudentError(Exception):
    """An exception of the student's own class, known by its names only.

    Where the class derives from a built-in exception, so does the one that is raised here: `pytest.raises(ValueError)`
    sees a student's `class BadItem(ValueError)`.
    """

    told: Told = Told(("Exception",), "")

    @property
    def name(self) -> str:
        """Class name of the student's exception."""
        return self.told.name

    @property
    def names(self) -> tuple[str, ...]:
        """Class names in method resolution order."""
        return self.told.names

    @property
    def message(self) -> str:
        """What the student's exception says."""
        return self.told.message

    @property
    def traceback(self) -> str:
        """Traceback cut to the student's files."""
        return self.told.traceback


_MIXED: Final[dict[type[Exception], type[StudentError]]] = {}


def _with_base(base: type[Exception]) -> type[StudentError]:
    if base not in _MIXED:
        _MIXED[base] = type("StudentError", (StudentError, base), {})
    return _MIXED[base]


def revive(told: Told, args: tuple[object, ...] | None = None) -> Exception:
    """Build the exception that the judge sees for one that was told.

    `args` are the original's, where they were plain data. Some built-in classes want particular arguments
    (UnicodeDecodeError); those come back as a StudentError of that base.
    """
    base = next((BUILT_IN_ERRORS[name] for name in told.names if name in BUILT_IN_ERRORS), Exception)
    error: Exception
    if told.name in BUILT_IN_ERRORS:
        try:
            error = base(*args) if args is not None else base(told.message)
            str(error), repr(error)  # some arguments break only here
        except Exception:
            error = StudentError(told.message)
    else:
        try:
            error = _with_base(base)(told.message)
        except TypeError:
            error = StudentError(told.message)
    error.told = told  # type: ignore[attr-defined]  # any exception instance takes attributes
    return error


def told_of(error: BaseException) -> Told | None:
    """Return what the guest told of `error`, or None when the error is the judge's own."""
    found = getattr(error, "told", None)
    return found if isinstance(found, Told) else None
