"""Happens-before: which operations of a run are ordered by the program itself, and which only by chance.

Two operations *conflict* when they are of different tasks at the same place and not both reads. Runs in which all
conflicting operations come in the same order are equivalent (Mazurkiewicz, 1977): nobody could tell them apart. A pair
of conflicting reads or writes that no chain of synchronisation orders is a *data race* (Lamport, 1978, for the order;
vector clocks as by Mattern, 1989).

Rules: places are names (`.value`, `[]`, `lock 2`), so two objects with an attribute of one name are taken for one. That
can only add conflicts: more schedules are tried than would be needed, never fewer.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.explore.schedule import ORDER, READ, SYNC, WRITE, Op

Clock = dict[int, int]


def signatures(ops: Sequence[tuple[int, Op]]) -> list[int]:
    """Return a number for each prefix of a run (the empty one first): equal when the prefixes are equivalent.

    Equal numbers for prefixes that are not would take a collision of 64-bit hashes.
    """
    tasks: dict[int, int] = {}
    written: dict[str, int] = {}
    read: dict[str, int] = {}
    total = 0
    found = [0]
    for task, (kind, place) in ops:
        old = tasks.get(task, task)
        before = written.get(place, 0)
        if kind == READ:
            new = hash((old, place, before))
            read[place] = read.get(place, 0) + hash((task, new))  # a sum: reads of one value come in any order
        else:
            new = hash((old, place, before, read.pop(place, 0), kind))
            written[place] = new
        tasks[task] = new
        total += hash((task, new)) - hash((task, old))
        found.append(total)
    return found


def racy_places(ops: Sequence[tuple[int, Op]]) -> set[str]:
    """Return the places at which two accesses race in this run."""
    clocks: dict[int, Clock] = {}
    objects: dict[str, Clock] = {}
    writes: dict[str, dict[int, int]] = {}
    reads: dict[str, dict[int, int]] = {}
    racy: set[str] = set()
    for task, (kind, place) in ops:
        clock = clocks.setdefault(task, {task: 1})
        if kind in (SYNC, ORDER):
            _join(clock, objects.get(place, {}))
            objects[place] = dict(clock)
            clock[task] += 1
            continue
        if _unordered(writes.get(place, {}), clock, task) or (
            kind == WRITE and _unordered(reads.get(place, {}), clock, task)
        ):
            racy.add(place)
        (writes if kind == WRITE else reads).setdefault(place, {})[task] = clock[task]
    return racy


def _join(clock: Clock, other: Clock) -> None:
    for task, time in other.items():
        if clock.get(task, 0) < time:
            clock[task] = time


def _unordered(accesses: dict[int, int], clock: Clock, task: int) -> bool:
    return any(other != task and clock.get(other, 0) < time for other, time in accesses.items())


def shared_objects(ops: Sequence[tuple[int, Op]]) -> set[str]:
    """Return the places of `sync` operations that more than one task touches."""
    tasks: dict[str, set[int]] = {}
    synced: set[str] = set()
    for task, (kind, place) in ops:
        if kind in (SYNC, ORDER):
            tasks.setdefault(place, set()).add(task)
            if kind == SYNC:
                synced.add(place)
    return {place for place in synced if len(tasks[place]) > 1}
