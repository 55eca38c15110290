"""What a guest tells of a failing run, one operation after the other; see `grader.guest.sim.story`."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from grader import wire


class Caller(NamedTuple):
    """A call of the student's that an operation is inside of: where it stands, which one it is, and of what."""

    file: str
    line: int
    source: str
    number: int
    function: str


class Event(NamedTuple):
    """One operation of a run, or a landmark that a task passed."""

    task: int
    name: str
    kind: str
    place: str
    verb: str
    inside: str
    file: str
    line: int
    source: str
    text: str
    owner: int
    value: str
    about: str
    holder: str
    at: int = 0
    holds: tuple[str, ...] = ()
    callers: tuple[Caller, ...] = ()

    @property
    def is_data(self) -> bool:
        """Whether it is a read or a write of data."""
        return self.kind in ("read", "write")

    @property
    def is_landmark(self) -> bool:
        """Whether it is no operation, and only shows which way a task took."""
        return self.kind == "landmark"

    @property
    def what(self) -> tuple[str, int]:
        """What is read or written: place and object."""
        return self.place, self.owner


def decode_events(told: object) -> list[Event]:
    """Return the events that a guest tells. Raises WireError when they can't be any."""
    if type(told) is not list:
        raise wire.WireError("a story is a list of events")
    return [_event(each) for each in told]


def _event(told: Any) -> Event:  # noqa: ANN401 - JSON
    if type(told) is not dict:
        raise wire.WireError("an event is an object")
    values = {name: told.get(name, 0 if name in _NUMBERS else "") for name in Event._fields if name not in _LISTS}
    for name, value in values.items():
        if type(value) is not (int if name in _NUMBERS else str):
            raise wire.WireError(f"an event with {name} {value!r}")
    holds = told.get("holds", [])
    if type(holds) is not list or not all(type(lock) is str for lock in holds):
        raise wire.WireError("an event that holds no list of locks")
    callers = told.get("callers", [])
    if type(callers) is not list:
        raise wire.WireError("an event without a list of callers")
    return Event(**values, holds=tuple(holds), callers=tuple(map(_caller, callers)))


def _caller(told: Any) -> Caller:  # noqa: ANN401 - JSON
    if type(told) is not list or [type(part) for part in told] != [str, int, str, int, str]:
        raise wire.WireError("a caller that is none")
    return Caller(*told)


_NUMBERS: Final = frozenset({"task", "line", "owner", "at"})
_LISTS: Final = frozenset({"holds", "callers"})
