"""Names for failures, as textbooks have them, from the relevant events of a shrunk run.

A name is a help for the reader, never a verdict: where none fits, it is an unlucky order, or just what happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from grader.judge.outcome import Outcome

if TYPE_CHECKING:
    from grader.judge.events import Event

LOST_UPDATE: Final = "lost update"
CHECK_THEN_ACT: Final = "check then act"
TORN_READ: Final = "torn read"
LOST_WAKEUP: Final = "lost wakeup"
STOLEN_WAKEUP: Final = "woken, but somebody else was faster"
LOCK_ORDER: Final = "lock-order deadlock"
SELF_DEADLOCK: Final = "deadlock with itself"
LEAKED_LOCK: Final = "a lock that is never given back"
BLOCKED: Final = "blocked for ever"
ENDLESS: Final = "busy for ever"
ORDER: Final = "an unlucky order"
CANCELLATION: Final = "a cancellation at an unlucky moment"
PLAIN: Final = "what happened"
"""Where nobody switched tasks but those that had to: no order is to blame."""
OF_DATA: Final = (LOST_UPDATE, CHECK_THEN_ACT, TORN_READ)


def pattern(events: Sequence[Event], outcome: Outcome) -> str:
    """Return the name of the failure."""
    if outcome.ending == "endless":
        return ENDLESS
    if outcome.blocked or outcome.stuck or outcome.rescued:
        return _of_blocked(events)
    if outcome.cancelled is not None:
        return CANCELLATION
    if _is_stolen(events):
        return STOLEN_WAKEUP
    found = _of_data(events)
    return PLAIN if found == ORDER and outcome.is_default else found


def _of_blocked(events: Sequence[Event]) -> str:
    stuck = [event for event in events if event.verb == "stuck"]
    holders = {event.name: event.holder for event in stuck if event.holder}
    if any(name == holder for name, holder in holders.items()):
        return SELF_DEADLOCK
    if any(_is_circle(name, holders) for name in holders):
        return LOCK_ORDER
    if holders:
        return LEAKED_LOCK if all(holder not in {e.name for e in stuck} for holder in holders.values()) else BLOCKED
    notified = {event.about for event in events if event.verb == "notify"}
    if any(event.about.startswith("condition") and event.about in notified for event in stuck):
        return LOST_WAKEUP
    return BLOCKED


def _is_circle(name: str, holders: dict[str, str]) -> bool:
    seen = set()
    while name in holders and name not in seen:
        seen.add(name)
        name = holders[name]
    return name in seen


def _is_stolen(events: Sequence[Event]) -> bool:
    """Whether a task that was woken found changed what another one had changed since it was notified."""
    for index, event in enumerate(events):
        if event.verb != "notify":
            continue
        after = events[index + 1 :]
        woken = next((i for i, later in enumerate(after) if later.verb == "wait" and later.about == event.about), None)
        if woken is not None and any(
            later.kind == "write" and later.task not in (event.task, after[woken].task) for later in after[:woken]
        ):
            return True
    return False


def _of_data(events: Sequence[Event]) -> str:
    """Look for a read whose value another task overwrote before the reader used it."""
    for index, read in enumerate(events):
        if read.kind != "read":
            continue
        later = events[index + 1 :]
        theirs = next((i for i, e in enumerate(later) if _writes(e, read) and e.task != read.task), None)
        if theirs is None:
            continue
        own = [e for e in later[theirs + 1 :] if e.task == read.task]
        if any(_writes(e, read) for e in own):
            return CHECK_THEN_ACT if _is_test(read.source) else LOST_UPDATE
        if any(e.kind == "write" for e in own):
            return CHECK_THEN_ACT
    if _is_torn(events):
        return TORN_READ
    return ORDER


def _writes(event: Event, read: Event) -> bool:
    return event.kind == "write" and event.what == read.what


def _is_test(source: str) -> bool:
    return source.startswith(("if ", "while ", "elif ", "assert ")) or " if " in source


def _is_torn(events: Sequence[Event]) -> bool:
    """Whether one task read while another was between two of its writes."""
    for index, event in enumerate(events):
        if event.kind != "write":
            continue
        rest = events[index + 1 :]
        again = next((i for i, e in enumerate(rest) if e.kind == "write" and e.task == event.task), None)
        if again is not None and any(e.kind == "read" and e.task != event.task for e in rest[:again]):
            return True
    return False
