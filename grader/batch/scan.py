"""Who handed in what: the layouts of a folder of submissions, looked at from outside, nothing read or changed."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from grader.batch.intake import Found
from grader.batch.members import Unreadable, open_zip
from grader.batch.model import BatchError
from grader.batch.names import is_junk, shown, split
from grader.batch.places import COPIED, DEEPEST, Entry, Place, is_topic, listed, places

LAYOUT: Final = (
    "PATH/<student>/<topic>/<files>, PATH/<student>/<topic>.zip or PATH/<student>.zip with <topic>/<files> in it"
)
NOTHING: Final = "Nothing was handed in for this topic."
MARKS: Final = ("journal.sqlite", ".lock")  # what every out folder has
_ARCHIVE: Final = re.compile(r"(?i)(?:\.tar)?\.(?:rar|7z|tar|gz|tgz|bz2|xz|zst)$")
_MOST: Final = 5_000  # entries looked at in one student's folder

Topics = Mapping[str, Collection[str]]


@dataclass
class Scan:
    """What there is to grade, and sentences on what was passed over (`strays`)."""

    found: list[Found] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)


@dataclass
class _Handed:
    """What one student handed in: a place for each topic, what belongs to none, or why there is none.

    A `problem` is with what can't be read at all; what is readable and fits no topic is `unplaced`.
    """

    student: str
    topics: dict[str, Found] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    problem: str = ""
    unplaced: str = ""


def scan(path: Path, topics: Sequence[str] | Topics, *, chosen: Sequence[str] = (), skip: Path | None = None) -> Scan:
    """List the submissions under `path` in order of topic and student.

    `topics` are all topics of the course, maybe with the files that each asks for. With `chosen`, every student gets
    an entry for each chosen topic, also who handed in nothing; without, entries are for what is there, and who handed
    in something that fits no topic has one for each topic that others have. `skip` is a folder that is none of a
    student's. Raises BatchError when `path` is no readable folder or has no submission.
    """
    asked_for: Topics = topics if isinstance(topics, Mapping) else dict.fromkeys(topics, ())
    asked_for = {topic: asked_for[topic] for topic in (*chosen, *asked_for)}  # the first is the example in a sentence
    result = Scan()
    students: dict[str, _Handed] = {}
    for entry in _entries_of(path):
        if entry.name.startswith(".") or is_junk((entry.name,)) or entry.resolve() == skip:
            continue
        if is_topic(entry.name, asked_for):
            said = f"{path} has {shown(entry.name)} where a student should be"
            raise BatchError(f"{said}: submissions are looked for as {LAYOUT}.")
        if all((entry / mark).is_file() for mark in MARKS):
            result.strays.append(f"{shown(entry.name)} has the results of another run and was passed over.")
            continue
        _look_at(entry, asked_for, students, result)
    there = {topic for handed in students.values() for topic in handed.topics}
    if not (there & set(chosen or asked_for)) and not any(handed.problem for handed in students.values()):
        wanted = ", ".join(chosen or asked_for)
        raise BatchError(f"no submissions found in {path}: looked for {LAYOUT}, with the topics {wanted}.")
    result.strays.extend(_alike(sorted(students)))
    for topic in list(chosen) or sorted(there) or list(asked_for):
        result.found.extend(_rows(topic, students, bool(chosen)))
    return result


def _entries_of(path: Path) -> list[Path]:
    try:
        return sorted(path.iterdir())
    except FileNotFoundError:
        raise BatchError(f"no such folder: {path}") from None
    except NotADirectoryError:
        raise BatchError(f"{path} is no folder: submissions are looked for as {LAYOUT}.") from None
    except OSError as error:
        raise BatchError(f"{path} cannot be read: {error.strerror}.") from error


def _rows(topic: str, students: dict[str, _Handed], everybody: bool) -> Iterator[Found]:
    for name in sorted(students):
        handed = students[name]
        if topic in handed.topics:
            yield handed.topics[topic]
        elif handed.problem or handed.unplaced or everybody:
            nothing = f"{NOTHING} What fits no topic: {listed(handed.left)}." if handed.left else NOTHING
            yield Found(name, topic, None, problem=handed.problem or handed.unplaced or nothing)


def _alike(names: list[str]) -> Iterator[str]:
    """Say which students may be one and the same: a second download, or names that differ in case only."""
    for name in names:
        first = COPIED.match(name)
        if first and first["name"] in names:
            yield f"{name} looks like a second copy of {first['name']}: both were graded, so keep the right one only."
    folded: dict[str, str] = {}
    for name in names:
        other = folded.setdefault(name.casefold(), name)
        if other != name:
            yield f"{other} and {name} differ only in upper and lower case: both were graded."


def _look_at(entry: Path, topics: Topics, students: dict[str, _Handed], result: Scan) -> None:
    """Note what one entry of the folder holds. A folder comes before a zip of the same student, and the row says so."""
    is_zip = entry.suffix.casefold() == ".zip" and entry.is_file()
    student = shown(entry.stem if is_zip else entry.name)
    entries: list[Entry] = []
    problem = ""
    try:
        if entry.is_symlink():
            student = shown(entry.stem if entry.suffix.casefold() == ".zip" else entry.name)
            problem = "It is a link, and links are not followed."
        elif entry.is_dir():
            entries = _in_folder(entry)
        elif is_zip:
            entries = _in_zip(entry, result)
        elif _ARCHIVE.search(entry.name):
            student = shown(_ARCHIVE.sub("", entry.name))
            problem = f"{shown(entry.name)} is no zip: unpack it, or have it handed in as a zip."
        else:
            result.strays.append(f"{shown(entry.name)} is neither a folder nor a zip.")
            return
    except Unreadable as unreadable:
        problem = str(unreadable)
    handed = students.setdefault(student, _Handed(student))
    handed.problem = handed.problem or problem
    if not problem:
        _sort_out(entry, entries, handed, topics, result)


def _in_folder(folder: Path) -> list[Entry]:
    try:
        return list(_walk(folder))
    except OSError as error:
        raise Unreadable(f"The folder {shown(folder.name)} cannot be read ({error.strerror}).") from error


def _walk(folder: Path) -> Iterator[Entry]:
    """Yield what lies in a folder, from the top down, as deep as a topic may lie. Raises OSError for the top only."""
    waiting: deque[tuple[str, ...]] = deque([()])
    seen = 0
    while waiting:
        above = waiting.popleft()
        try:
            entries = sorted(os.scandir(folder.joinpath(*above)), key=lambda entry: entry.name)
        except OSError:
            if not above:
                raise
            continue  # whoever takes this topic says so
        for entry in entries:
            seen += 1
            if seen > _MOST:
                return
            parts = (*above, entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            yield Entry(parts, is_folder or entry.is_symlink())
            if is_folder and len(parts) < DEEPEST and not is_junk((entry.name,)):
                waiting.append(parts)


def _in_zip(path: Path, result: Scan) -> list[Entry]:
    with open_zip(path) as archive:
        names = archive.namelist()
    entries = []
    for name in names:
        parts = split(name)
        if ".." in parts:
            result.strays.append(f"{shown(path.name)} has {shown('/'.join(parts))} in it, which climbs out.")
        elif parts:
            entries.append(Entry(parts, name.endswith(("/", "\\"))))
    return entries


def _sort_out(entry: Path, entries: list[Entry], handed: _Handed, topics: Topics, result: Scan) -> None:
    """Find the topics in what a student handed in, and say what fits none."""
    found, name = places(entries, topics), shown(entry.name)
    handed.left += found.left
    if found.topics:
        result.strays.extend(f"{name}/{each} is no topic and was passed over." for each in found.left[:10])
    elif found.left:
        handed.unplaced = _unplaced(name, found.left, topics)
    else:
        result.strays.append(f"{name} has nothing in it.")
    for topic, place in found.topics.items():
        made = _found(entry, handed.student, topic, place)
        earlier = handed.topics.get(topic)
        if earlier is not None:
            where = shown(made.source.name) if made.source else name
            made = replace(earlier, notes=(*earlier.notes, f"{topic} was handed in twice; {where} was not looked at."))
        handed.topics[topic] = made


def _found(entry: Path, student: str, topic: str, place: Place) -> Found:
    if entry.is_dir():
        return Found(student, topic, entry.joinpath(*place.parts), notes=place.notes)
    inside = "/".join(place.parts)
    if inside.casefold().endswith(".zip"):
        problem = f"{shown(inside)} is a zip within a zip, which is not opened: hand in one zip with the files in it."
        return Found(student, topic, None, problem=problem)
    return Found(student, topic, entry, inside, notes=place.notes)


def _unplaced(name: str, left: list[str], topics: Topics) -> str:
    example = next(iter(topics), "<topic>")
    files = " and ".join(sorted(topics.get(example, ()))) or "the files"
    said = f"No topic was found in {name}, which has {listed(left)}"
    return f"{said}: each topic should be a folder of its name, such as {example} with {files} in it."
