"""Data races in words: which two accesses no chain of synchronisation orders, and which lock would.

A race is a hint and no verdict: a flag that one thread sets and another one looks at is harmless in Python, and so is
double-checked initialisation.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader import wire
from grader.judge.events import Event
from grader.judge.explain import lock_names

_MOST = 4


def races_of(events: Sequence[Event], pairs: object) -> list[str]:
    """Return a sentence for each race of a run; `pairs` are the guest's pairs of numbers of events.

    Raises WireError when the pairs can't be any.
    """
    if type(pairs) is not list:
        raise wire.WireError("races are a list of pairs")
    names = lock_names(events)
    found: dict[str, None] = {}
    for pair in pairs:
        if type(pair) is not list or len(pair) != 2 or not all(type(n) is int and 0 <= n < len(events) for n in pair):
            raise wire.WireError("a race is a pair of events")
        one, two = (events[number] for number in pair)
        if one.what == two.what and one.text:
            found[_sentence(one, two, names)] = None
    return list(found)[:_MOST]


def _sentence(one: Event, two: Event, names: dict[str, str]) -> str:
    first, second = sorted((one, two), key=lambda event: event.line)
    if first.line == second.line:
        where = f"line {first.line} uses {first.text} in two threads at the same time"
    else:
        where = f"lines {first.line} and {second.line} use {first.text} at the same time"
    locks = [lock for lock in (*first.holds, *second.holds) if lock not in first.holds or lock not in second.holds]
    said = f"{where}, and nothing orders them"
    if locks and first.line != second.line:
        held, other = (first, second) if locks[0] in first.holds else (second, first)
        return f"{said}: line {held.line} holds {names.get(locks[0], locks[0])}, line {other.line} does not"
    return said
