"""Who handed in what: the layouts of a folder of submissions, looked at from outside, nothing read or changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from grader.batch.intake import Found
from grader.batch.members import Unreadable, open_zip
from grader.batch.model import BatchError
from grader.batch.names import is_junk, shown, split

LAYOUT: Final = (
    "PATH/<student>/<topic>/<files>, PATH/<student>/<topic>.zip or PATH/<student>.zip with <topic>/<files> in it"
)
NOTHING: Final = "Nothing was handed in for this topic."


@dataclass
class Scan:
    """What there is to grade, and sentences on what was passed over (`strays`)."""

    found: list[Found] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)


@dataclass
class _Handed:
    """What one student handed in: a place for each topic, or a problem with all of it."""

    student: str
    topics: dict[str, Found] = field(default_factory=dict)
    problem: str = ""


def scan(path: Path, topics: Sequence[str], *, chosen: Sequence[str] = (), skip: Path | None = None) -> Scan:
    """List the submissions under `path` in order of topic and student.

    `topics` are all topics of the course. With `chosen`, every student gets an entry for each chosen topic, also who
    handed in nothing; without, entries are for what is there. `skip` is a folder that is none of a student's.
    Raises BatchError when `path` is no readable folder or has no submission.
    """
    result = Scan()
    try:
        entries = sorted(path.iterdir())
    except FileNotFoundError:
        raise BatchError(f"no such folder: {path}") from None
    except NotADirectoryError:
        raise BatchError(f"{path} is no folder: submissions are looked for as {LAYOUT}.") from None
    except OSError as error:
        raise BatchError(f"{path} cannot be read: {error.strerror}.") from error
    students: dict[str, _Handed] = {}
    for entry in entries:
        if not entry.name.startswith(".") and not is_junk((entry.name,)) and entry.resolve() != skip:
            _look_at(entry, topics, students, result)
    there = {topic for handed in students.values() for topic in handed.topics}
    if not (there & set(chosen or topics)) and not any(handed.problem for handed in students.values()):
        wanted = ", ".join(chosen or topics)
        raise BatchError(f"no submissions found in {path}: looked for {LAYOUT}, with the topics {wanted}.")
    asked = list(chosen) or sorted(there) or list(topics)
    for topic in asked:
        result.found.extend(_entries(topic, students, bool(chosen)))
    return result


def _entries(topic: str, students: dict[str, _Handed], everybody: bool) -> Iterator[Found]:
    for name in sorted(students):
        handed = students[name]
        if topic in handed.topics:
            yield handed.topics[topic]
        elif handed.problem or everybody:
            yield Found(name, topic, None, problem=handed.problem or NOTHING)


def _look_at(entry: Path, topics: Sequence[str], students: dict[str, _Handed], result: Scan) -> None:
    """Note what one entry of the folder holds. A folder comes before a zip of the same student, and the row says so."""
    is_zip = entry.suffix.casefold() == ".zip"
    if entry.is_symlink():
        student, places = shown(entry.stem if is_zip else entry.name), {}
        problem = "It is a link, and links are not followed."
    elif entry.is_dir():
        student, places, problem = shown(entry.name), _in_folder(entry, topics, result), ""
    elif is_zip and entry.is_file():
        student = shown(entry.stem)
        places, problem = _in_zip(entry, topics, result)
    else:
        result.strays.append(f"{shown(entry.name)} is neither a folder nor a zip.")
        return
    handed = students.setdefault(student, _Handed(student))
    handed.problem = handed.problem or problem
    for topic, (source, inside) in places.items():
        earlier = handed.topics.get(topic)
        if earlier is None:
            handed.topics[topic] = Found(student, topic, source, inside)
        else:
            note = f"{topic} was handed in twice; {shown(source.name)} was not looked at."
            handed.topics[topic] = Found(student, topic, earlier.source, earlier.inside, notes=(*earlier.notes, note))


def _in_folder(folder: Path, topics: Sequence[str], result: Scan) -> dict[str, tuple[Path, str]]:
    known = {topic.casefold(): topic for topic in topics}
    places: dict[str, tuple[Path, str]] = {}
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: (not entry.is_dir(), entry.name))
    except OSError as error:
        result.strays.append(f"{shown(folder.name)} cannot be read: {error.strerror}.")
        return places
    for entry in entries:
        is_zip = entry.suffix.casefold() == ".zip" and not entry.is_dir()
        topic = known.get((entry.stem if is_zip else entry.name).casefold())
        if topic is not None and topic not in places and (is_zip or entry.is_dir() or entry.is_symlink()):
            places[topic] = (entry, "")
        elif not is_junk((entry.name,)):
            result.strays.append(f"{shown(folder.name)}/{shown(entry.name)} is no topic and was passed over.")
    if not places:
        result.strays.append(f"{shown(folder.name)} has no topic in it.")
    return places


def _in_zip(path: Path, topics: Sequence[str], result: Scan) -> tuple[dict[str, tuple[Path, str]], str]:
    """Find topics in a student's zip, at its top or below one folder."""
    known = {topic.casefold(): topic for topic in topics}
    places: dict[str, tuple[Path, str]] = {}
    try:
        with open_zip(path) as archive:
            members = [parts for parts in map(split, archive.namelist()) if not is_junk(parts)]
    except Unreadable as problem:
        return places, str(problem)
    for parts in members:
        if ".." in parts:
            result.strays.append(f"{shown(path.name)} has {shown('/'.join(parts))} in it, which climbs out.")
            continue
        for depth in range(min(2, len(parts))):
            topic = known.get(parts[depth].casefold())
            if topic is not None:
                places.setdefault(topic, (path, "/".join(parts[: depth + 1])))
                break
    if not places:
        result.strays.append(f"{shown(path.name)} has no topic in it.")
    return places, ""
