"""From the events of a failing run to a story in the student's own lines: filter, condense, name the pattern, tell it.

Each stage is a function from plain data to plain data:

- `relevant` drops what no other thread could notice: set-up, locks that only one thread uses, data that nobody changes
  meanwhile.
- `steps` puts together what one thread did in one line without a break, and says it in words; a call of the student's
  own code is a step too, since what is whole inside of each call is often not whole between two of them.
- `pattern` gives the failure the name that a textbook has for it.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from grader.judge.curve import curves
from grader.judge.events import Caller, Event
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
_ENTERED: Final = re.compile(r"\.enter_context\(([\w.\[\]]+)\)")
_METHOD: Final = re.compile(r"([\w.\[\]]+)\.(?:acquire|wait|wait_for)\(")
_HIDDEN_VALUES: Final = ("<Lock>", "<RLock>", "<Condition>", "<Semaphore>", "<Event>", "<Thread>")
_LOCKING: Final = ("acquire", "release", "again", "partly", "look")
_TOLD: Final = ("raised", "blocked", "refused", "sleeps", "stuck", "notify", "wait", "call", "cancelled")
_INNER: Final = (*_LOCKING, "refused", "notify")
"""What the library does inside of a call: the call says it all."""
_TURNS: Final = 2
"""How often a step that comes again and again is told where the story would be too long, or never come to an end."""
_ALONE: Final = 6
"""Steps that are told of a thread after the last step of all others."""


def explain(
    sentence: str, outcome: Outcome, events: Sequence[Event], expected: Sequence[str], races: Sequence[str] = ()
) -> Explained:
    """Return the failure with its story."""
    kept = relevant(events)
    locks = lock_names(events)
    name = pattern(kept, outcome)
    tasks = list(dict.fromkeys(event.task for event in kept))
    names = {event.task: event.name for event in kept}

    def told(some: Iterable[Event], *, turns: int) -> list[Step]:
        return list(steps(list(some), sorted(tasks), locks, turns))

    story = Story(
        pattern=name,
        threads=tuple(names[task] for task in sorted(tasks)),
        steps=tuple(_short_enough(told, kept, endless=outcome.ending == "endless")),
        notes=(*races, *([NOT_BY_LUCK] if name in OF_DATA and outcome.preemptions else [])),
        came=tuple(
            str(result) for result in outcome.results if result.error or result.blocked or result.value is not None
        ),
        expected=tuple(expected),
        schedule=outcome.schedule,
        picture=tuple(curves(outcome)),
    )
    return Explained(sentence, story)


def relevant(events: Sequence[Event]) -> list[Event]:
    """Keep what threads could notice of each other."""
    own = [*_told_once(event for event in events if event.task != _MAIN)]
    users: dict[tuple[str, int], set[int]] = {}
    takers: dict[tuple[str, int], set[int]] = {}
    written: set[tuple[str, int]] = set()
    replaced: set[tuple[str, int]] = set()
    for event in own:
        if event.kind == "write":
            written.add(event.what)
            if event.what in users:
                replaced.add(event.what)
        elif event.verb == "acquire":
            takers.setdefault((event.file, event.line), set()).add(event.task)
        users.setdefault(event.what, set()).add(event.task)

    def matters(event: Event) -> bool:
        is_shared = len(users[event.what]) > 1
        if event.is_data:
            # That an object has a lock is nothing to tell, unless it gets another one.
            return is_shared and event.what in written and (event.value not in _HIDDEN_VALUES or event.what in replaced)
        if event.verb in _LOCKING:
            # Threads that take each its own lock in one line may think that it is the same.
            return is_shared or len(takers.get((event.file, event.line), ())) > 1
        return event.is_landmark or event.verb in _TOLD

    kept = [event for event in own if matters(event)]
    if len({event.task for event in kept if not event.is_landmark}) > 1:
        return kept
    # Nobody interferes: then what this one thread did is all that there is to tell.
    return [
        event
        for event in own
        if event.is_landmark
        or event.verb in (*_TOLD, *_LOCKING)
        or (event.is_data and event.value not in ("", *_HIDDEN_VALUES))
    ]


def _short_enough(told: Callable[..., list[Step]], events: Sequence[Event], *, endless: bool) -> list[Step]:
    """Tell a story whole if there is room for it, or else what comes again and again twice only.

    Where that is too long still, with as many of the last landmarks as there is room for: it fails at the end.
    """
    whole = told(events, turns=_TURNS if endless else len(events))
    if len(whole) <= _MAX_STEPS:
        return whole
    landmarks = [index for index, event in enumerate(events) if event.is_landmark]

    def without(count: int) -> list[Step]:
        left_out = set(landmarks[:count])
        return told((event for index, event in enumerate(events) if index not in left_out), turns=_TURNS)

    counts = range(len(landmarks) + 1)
    count = bisect_left(counts, True, key=lambda count: len(without(count)) <= _MAX_STEPS)
    return without(count) if count in counts else without(0)[-_MAX_STEPS:]


def _told_once(events: Iterable[Event]) -> Iterator[Event]:
    """Leave out that a task comes to a `return` if it returns without another landmark between."""
    found = list(events)
    following: dict[int, Event] = {}
    twice = set()
    for index in reversed(range(len(found))):
        event = found[index]
        if event.is_landmark:
            after = following.get(event.task)
            if event.verb == "turns" and after and (after.verb, after.line) == ("returns", event.line):
                twice.add(index)
            following[event.task] = event
    return (event for index, event in enumerate(found) if index not in twice)


def lock_names(events: Sequence[Event]) -> dict[str, str]:
    """Return what the student calls each lock, with its number where several go by one name."""
    said: dict[str, str] = {}
    taken: dict[tuple[int, int], int] = {}  # how many locks a task has taken in a line such as `with one, other:`
    for event in events:
        if event.verb == "release":
            taken.pop((event.task, event.line), None)
        if event.verb not in ("acquire", "refused", "blocked", "stuck") or event.inside:
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
        try:
            (statement,) = ast.parse(f"with {found[1]}: pass").body
        except SyntaxError:  # it goes on in the next line
            return []
        return [ast.unparse(item.context_expr) for item in statement.items] if isinstance(statement, ast.With) else []
    found = _ENTERED.search(source) or _METHOD.search(source)
    return [found[1]] if found else []


def steps(events: Sequence[Event], tasks: Sequence[int], locks: Mapping[str, str], turns: int) -> Iterator[Step]:
    """Tell what each task did in one line without a break, and the same not more often than so many times."""
    groups = [list(group) for _, group in groupby(events, key=_place)]
    alone = next((index for index, group in enumerate(reversed(groups)) if group[0].task != groups[-1][0].task), 0)
    if alone > _ALONE and not any(event.verb == "stuck" for event in groups[-1]):
        groups = groups[: len(groups) - alone + _ALONE]
    told: Counter[Step] = Counter()
    for step in _once(_each(groups, tasks, locks)):
        same = replace(step, at=0.0)
        told[same] += 1
        if told[same] <= turns:
            yield step


def _place(event: Event) -> tuple[object, ...]:
    return event.task, event.file, event.line, event.at


def _each(groups: Iterable[Sequence[Event]], tasks: Sequence[int], locks: Mapping[str, str]) -> Iterator[Step]:
    inside: dict[int, tuple[Caller, ...]] = {}
    for group in groups:
        first, thread = group[0], tasks.index(group[0].task)
        for call in _entered(inside.get(first.task, ()), first):
            yield Step(thread, call.file, call.line, call.source, f"calls {call.function}", first.at / 1e9)
        inside[first.task] = group[-1].callers
        notes = list(dict.fromkeys(note for event in group if (note := _note(event, locks))))
        yield Step(thread, first.file, first.line, first.source, ", ".join(notes), first.at / 1e9)


def _once(steps: Iterable[Step]) -> Iterator[Step]:
    """Leave out a step that says nothing when the next one, of the same line, does."""
    before: Step | None = None
    for step in steps:
        if before is not None and before != replace(step, note=""):
            yield before
        before = step
    if before is not None:
        yield before


def _entered(before: Sequence[Caller], event: Event) -> Iterator[Caller]:
    """Yield the calls that a thread has entered since, outermost first, each line once."""
    common = 0
    while common < min(len(before), len(event.callers)) and before[common] == event.callers[common]:
        common += 1
    said = [(event.file, event.line), *((call.file, call.line) for call in event.callers[:common])]
    for call in event.callers[common:]:
        if call.function[:1] != "<" and (call.file, call.line) not in said:
            said.append((call.file, call.line))
            yield call


def _note(event: Event, locks: Mapping[str, str]) -> str:
    if event.is_data:
        return f"{'reads' if event.kind == 'read' else 'writes'} {event.text} = {event.value}" if event.value else ""
    if event.inside and event.verb in _INNER:
        return f"calls {event.inside}"
    lock = locks.get(event.about, event.about)
    match event.verb:
        case "refused":
            return f"does not get {lock}: {event.holder} holds it"
        case "wait" if event.place.startswith("condition"):
            return "wakes up"
        case "wait" if event.inside:
            return f"waits in {event.inside}"
        case "blocked":
            return _waiting(event, lock)
        case "stuck":
            return f"waits for ever: {_blocker(event, lock)}"
    return _WORDS.get(event.verb, "").format(lock=lock, text=event.text, value=event.value)


_WORDS: Final = {
    "acquire": "takes {lock}",
    "again": "takes {lock} once more",
    "partly": "gives {lock} back once, and still holds it",
    "release": "gives {lock} back",
    "wait": "waits to be notified",
    "notify": "notifies",
    "call": "calls the function that was passed in",
    "raised": "raises {text}",
    "sleeps": "sleeps",
    "cancelled": "is cancelled from outside",
    "catches": "catches {value}",
    "returns": "returns {value}",
}


def _waiting(event: Event, lock: str) -> str:
    if event.holder or event.inside:
        return f"can't go on: {_blocker(event, lock)}" if event.holder else f"waits in {event.inside}"
    is_thread = event.about and not event.about.startswith("condition")
    return f"waits until {event.about} has ended" if is_thread else "waits to be notified"


def _blocker(event: Event, lock: str) -> str:
    if event.holder:
        held = f"what {event.inside} needs" if event.inside else lock
        return f"it holds {lock} itself" if event.holder == event.name else f"{held} is held by {event.holder}"
    if event.inside:
        return f"nothing lets {event.inside} go on"
    if event.about.startswith("condition"):
        return "nobody notifies it"
    return f"{event.about} has not ended" if event.about else "nothing lets it go on"
