"""From the events of a failing run to a story in the student's own lines: filter, condense, name the pattern, tell it.

Each stage is a function from plain data to plain data:

- `relevant` drops what no other thread could notice: set-up, locks that only one thread uses, data that nobody changes
  meanwhile.
- `steps` puts together what one thread did in one line without a break, and says it in words.
- `pattern` gives the failure the name that a textbook has for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from grader import wire
from grader.judge.explained import Explained
from grader.judge.outcome import Outcome
from grader.judge.patterns import OF_DATA, pattern
from grader.result import Step, Story

_MAIN: Final = 0
_MAX_STEPS: Final = 60
NOT_BY_LUCK: Final = (
    "a loop of your own may never show this, since the Python that you have happens to switch threads at few places "
    "only; nothing promises that, and other versions and builds do not"
)
_WITH: Final = re.compile(r"with (.+):(?:\s*#.*)?$")
_METHOD: Final = re.compile(r"([\w.\[\]]+)\.(?:acquire|wait|wait_for)\(")
_HIDDEN_VALUES: Final = ("<Lock>", "<RLock>", "<Condition>", "<Semaphore>", "<Event>", "<Thread>")
_ALONE: Final = 6
"""Steps that are told of a thread after the last step of all others."""


class Event(NamedTuple):
    """One operation of a run as the guest tells it; see `grader.guest.sim.story`."""

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
    holds: tuple[str, ...] = ()

    @property
    def is_data(self) -> bool:
        """Whether it is a read or a write of data."""
        return self.kind in ("read", "write")

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
    values = {name: told.get(name, 0 if name in _NUMBERS else "") for name in Event._fields if name != "holds"}
    for name, value in values.items():
        if type(value) is not (int if name in _NUMBERS else str):
            raise wire.WireError(f"an event with {name} {value!r}")
    holds = told.get("holds", [])
    if type(holds) is not list or not all(type(lock) is str for lock in holds):
        raise wire.WireError("an event that holds no list of locks")
    return Event(**values, holds=tuple(holds))


_NUMBERS: Final = frozenset({"task", "line", "owner"})


def explain(
    sentence: str, outcome: Outcome, events: Sequence[Event], expected: Sequence[str], races: Sequence[str] = ()
) -> Explained:
    """Return the failure with its story."""
    kept = relevant(events)
    locks = lock_names(events)
    name = pattern(kept, outcome)
    tasks = list(dict.fromkeys(event.task for event in kept))
    names = {event.task: event.name for event in kept}
    story = Story(
        pattern=name,
        threads=tuple(names[task] for task in sorted(tasks)),
        steps=tuple(steps(kept, sorted(tasks), locks)),
        notes=(*races, *([NOT_BY_LUCK] if name in OF_DATA else [])),
        came=tuple(
            str(result) for result in outcome.results if result.error or result.blocked or result.value is not None
        ),
        expected=tuple(expected),
        schedule=outcome.schedule,
    )
    return Explained(sentence, story)


def relevant(events: Sequence[Event]) -> list[Event]:
    """Keep what threads could notice of each other."""
    own = [event for event in events if event.task != _MAIN]
    users: dict[tuple[str, int], set[int]] = {}
    written: set[tuple[str, int]] = set()
    for event in own:
        users.setdefault(event.what, set()).add(event.task)
        if event.kind == "write":
            written.add(event.what)
    return [event for event in own if _matters(event, users, written)]


def _matters(event: Event, users: Mapping[tuple[str, int], set[int]], written: set[tuple[str, int]]) -> bool:
    if event.is_data:
        shared = len(users[event.what]) > 1 and event.what in written
        return shared and event.value not in _HIDDEN_VALUES
    if event.verb in ("blocked", "stuck", "notify", "wait", "call"):
        return True
    return event.verb in ("acquire", "release", "look") and len(users[event.what]) > 1


def lock_names(events: Sequence[Event]) -> dict[str, str]:
    """Return what the student calls each lock, with its number where several go by one name."""
    said: dict[str, str] = {}
    taken: dict[tuple[int, int], int] = {}  # how many locks a task has taken in a line such as `with one, other:`
    for event in events:
        if event.verb == "release":
            taken.pop((event.task, event.line), None)
        if event.verb not in ("acquire", "blocked", "stuck") or event.inside:
            continue
        number = taken.get((event.task, event.line), 0)
        taken[event.task, event.line] = number + (event.verb == "acquire")
        if event.about not in said and (names := _names_in(event.source)):
            said[event.about] = names[min(number, len(names) - 1)]
    names = [name for lock, name in said.items() if "lock" in lock]
    return {lock: name if names.count(name) < 2 else f"{name} ({lock})" for lock, name in said.items()}


def _names_in(source: str) -> list[str]:
    """Return the locks that a line asks for, in its order."""
    if found := _WITH.match(source):
        return [item.partition(" as ")[0].strip() for item in found[1].split(",")]
    found = _METHOD.search(source)
    return [found[1]] if found else []


def steps(events: Sequence[Event], tasks: Sequence[int], locks: Mapping[str, str]) -> Iterable[Step]:
    """Put together what one task did in one line without a break."""
    groups = [list(group) for _, group in groupby(events, key=lambda event: (event.task, event.file, event.line))]
    alone = next((index for index, group in enumerate(reversed(groups)) if group[0].task != groups[-1][0].task), 0)
    if alone > _ALONE and not any(event.verb == "stuck" for event in groups[-1]):
        groups = groups[: len(groups) - alone + _ALONE]
    for group in groups[:_MAX_STEPS]:
        first = group[0]
        notes = list(dict.fromkeys(note for event in group if (note := _note(event, locks))))
        yield Step(tasks.index(first.task), first.file, first.line, first.source, ", ".join(notes))


def _note(event: Event, locks: Mapping[str, str]) -> str:
    if event.is_data:
        return f"{'reads' if event.kind == 'read' else 'writes'} {event.text} = {event.value}" if event.value else ""
    lock = locks.get(event.about, event.about) if not event.inside else f"{event.inside.partition('.')[0]}'s lock"
    match event.verb:
        case "acquire":
            return f"takes {lock}"
        case "release":
            return f"gives {lock} back"
        case "wait":
            return "waits to be notified" if not event.inside else f"waits in {event.inside}"
        case "notify":
            return "notifies" if not event.inside else ""
        case "call":
            return "calls the function that was passed in"
        case "blocked":
            return f"can't go on: {_blocker(event, lock)}"
        case "stuck":
            return f"waits for ever: {_blocker(event, lock)}"
    return ""


def _blocker(event: Event, lock: str) -> str:
    if event.holder == event.name:
        return f"it holds {lock} itself"
    if event.holder:
        return f"{lock} is held by {event.holder}"
    if event.about.startswith("condition"):
        return "nobody notifies it" if not event.inside else f"nothing lets {event.inside} go on"
    return f"{event.about} has not ended" if event.about else "nothing lets it go on"
