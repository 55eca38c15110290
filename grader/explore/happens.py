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


def races(ops: Sequence[tuple[int, Op]]) -> list[tuple[int, int]]:
    """Return the data races of a run as pairs of numbers of operations; of each place and pair of tasks the first."""
    clocks: dict[int, Clock] = {}
    objects: dict[str, Clock] = {}
    accesses: dict[str, dict[int, _Access]] = {}
    found: dict[tuple[str, int, int], tuple[int, int]] = {}
    for number, (task, (kind, place)) in enumerate(ops):
        clock = clocks.get(task)
        if clock is None:
            clock = clocks[task] = {task: 1}
        if kind in (SYNC, ORDER):
            _join(clock, objects.get(place, {}))
            objects[place] = dict(clock)
            clock[task] += 1
            continue
        known = accesses.setdefault(place, {})
        for other, access in known.items():
            if other != task:
                seen = clock.get(other, 0)
                if access.wrote_at > seen:
                    found.setdefault((place, other, task), (access.write, number))
                elif kind == WRITE and access.read_at > seen:
                    found.setdefault((place, other, task), (access.read, number))
        own = known.setdefault(task, _Access())
        if kind == WRITE:
            own.wrote_at, own.write = clock[task], number
        else:
            own.read_at, own.read = clock[task], number
    return list(found.values())


def racy_places(ops: Sequence[tuple[int, Op]]) -> set[str]:
    """Return the places at which two accesses race in this run."""
    return {ops[number][1].place for _, number in races(ops)}


class _Access:
    """The last read and the last write of a place by one task: its clock then, and the number of the operation."""

    __slots__ = ("read", "read_at", "write", "wrote_at")

    def __init__(self) -> None:
        self.read = self.read_at = self.write = self.wrote_at = 0


def _join(clock: Clock, other: Clock) -> None:
    for task, time in other.items():
        if clock.get(task, 0) < time:
            clock[task] = time


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
