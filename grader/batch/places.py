"""Where in a hand-in each topic lies: pure decisions on a list of paths, none is opened.

Rules:
- A folder (or a zip) of exactly the topic's name comes first, whatever folders are around it; then one of nearly that
  name; then an assignment's own file outside any such folder, if no other topic asks for a file of that name.
- Where there are several, the one that lies highest is taken and the others are named.
- What was not quite where it belongs is taken with a note; what can't be placed is named, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from grader.batch.names import is_junk, shown, uncopied

DEEPEST: Final = 4  # a repository as a zip: repository-main/assignments/03_queue/queues.py
_NUMBERED: Final = re.compile(r"0*(\d*)[\W_]*(.*)", re.DOTALL)
_NAMED: Final = 5

Parts = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """Something in a hand-in: its path, and whether it may hold a topic as a folder or a link does."""

    parts: Parts
    holds: bool = False


@dataclass(frozen=True)
class Place:
    """Where a topic lies, () for the hand-in itself, and what is to be said about it."""

    parts: Parts
    notes: tuple[str, ...] = ()


@dataclass
class Places:
    """The topics that were found, and what at the top of the hand-in belongs to none."""

    topics: dict[str, Place] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def places(entries: Collection[Entry], topics: Mapping[str, Collection[str]]) -> Places:
    """Find the topics, given with the files that each asks for, among the entries of a hand-in."""
    found = Places()
    kept = [entry for entry in entries if not is_junk(entry.parts) and ".." not in entry.parts]
    by_name = sorted(_by_name(kept, topics), key=lambda each: (each[1], len(each[2]), each[2]))
    taken: list[Parts] = []
    for topic, rank, parts in by_name:
        if any(parts[: len(other)] == other or other[: len(parts)] == parts for other in taken):
            continue  # in a folder that is taken already, or around one
        taken.append(parts)
        where = shown("/".join(parts))
        if topic not in found.topics:
            renamed = f"The folder {where} was taken for {topic}, which is what it should be called."
            found.topics[topic] = Place(parts, (renamed,) if rank else ())
        else:
            first = found.topics[topic]
            twice = f"{topic} was handed in twice; {where} was not looked at."
            found.topics[topic] = Place(first.parts, (*first.notes, twice))
    for topic, parts in _by_file(kept, topics, taken):
        outside = f"{shown('/'.join(parts))} lies outside a folder {topic}; it was taken for that topic."
        found.topics.setdefault(topic, Place(parts[:-1], (outside,)))
    inside = {place.parts[:1] for place in found.topics.values()} | {parts[:1] for parts in taken}
    if () not in inside:
        found.left = list(dict.fromkeys(shown(entry.parts[0]) for entry in kept if entry.parts[:1] not in inside))
    return found


def listed(names: list[str]) -> str:
    """Name some of them and count the rest."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _by_name(entries: Iterable[Entry], topics: Mapping[str, Collection[str]]) -> Iterator[tuple[str, int, Parts]]:
    """Yield topic, 0 for its very name or 1 for nearly that, and the path of what is called so."""
    exact = {topic.casefold(): topic for topic in topics}
    seen: set[Parts] = set()
    for entry in entries:
        for depth, name in enumerate(entry.parts[:DEEPEST], start=1):
            parts = entry.parts[:depth]
            is_last = depth == len(entry.parts)
            if parts in seen or (is_last and not entry.holds and not _is_zip(name)):
                continue
            seen.add(parts)
            stem = name[:-4] if is_last and not entry.holds else name
            topic = exact.get(stem.casefold())
            if topic is not None:
                yield topic, 0, parts
            elif (topic := _nearly(stem, topics)) is not None:
                yield topic, 1, parts


def _nearly(name: str, topics: Iterable[str]) -> str | None:
    """Return the one topic whose name differs in signs, noughts, a missing number or the mark of a copy only."""
    number, words = _loose(uncopied(name))
    alike = [topic for topic in topics if _loose(topic)[1] == words and number in ("", _loose(topic)[0])]
    return alike[0] if words and len(alike) == 1 else None


def _loose(name: str) -> tuple[str, str]:
    match = _NUMBERED.fullmatch(name.casefold())
    number, words = match.groups() if match else ("", name)
    return number, re.sub(r"[\W_]+", "_", words).strip("_")


def _by_file(
    entries: Iterable[Entry], topics: Mapping[str, Collection[str]], taken: list[Parts]
) -> Iterator[tuple[str, Parts]]:
    """Yield topic and path of files outside all folders that are taken, of a name that one topic only asks for."""
    asked = [name for names in topics.values() for name in names]
    owner = {name: topic for topic, names in topics.items() for name in names if asked.count(name) == 1}
    paths = [entry.parts for entry in entries if not entry.holds and len(entry.parts) < DEEPEST]
    for parts in sorted(paths, key=lambda parts: (len(parts), parts)):
        if parts[-1] in owner and not any(parts[: len(above)] == above for above in taken):
            yield owner[parts[-1]], parts


def _is_zip(name: str) -> bool:
    return name.casefold().endswith(".zip")


def is_topic(name: str, topics: Iterable[str]) -> bool:
    """Whether a file or folder is called like a topic, case and `.zip` apart."""
    return (name[:-4] if _is_zip(name) else name).casefold() in {topic.casefold() for topic in topics}


COPIED: Final = re.compile(r"^(?P<name>.*\S)\s?\(\d+\)$")
"""What browsers call the second download of one name."""
