"""A course is a folder with `assignments/`; a topic is a folder in it with an `assignment.toml`.

Everything that is known of a topic is read from there and from where its files lie; nothing is configured twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec

Kind = Literal["correctness", "race", "speedup", "cleanup", "faults"]
ModuleFile = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*\.py$")]
Points = Annotated[int, msgspec.Meta(ge=0)]

_ASSIGNMENTS: Final = "assignments"
_DATA_FILE: Final = "assignment.toml"


class CourseError(ValueError):
    """The course, or what was asked of it, is wrong; the message is one sentence that says what to do."""


class Topic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One topic: the contents of its `assignment.toml` and where its parts lie.

    `hidden` has the points of the hidden checks by kind, which is all that students may know of them.
    """

    name: str
    root: Path
    title: str
    title_zh: str = ""
    modules: Annotated[tuple[ModuleFile, ...], msgspec.Meta(min_length=1)]
    support: tuple[ModuleFile, ...] = ()
    lecture: str = ""
    hidden: dict[Kind, Points] = {}

    @property
    def folder(self) -> Path:
        """What students get: handout, stubs, support files, public checks."""
        return self.root / _ASSIGNMENTS / self.name

    @property
    def public_test(self) -> Path:
        """File of the public checks."""
        return self.folder / f"test_{self.name}.py"

    @property
    def hidden_tests(self) -> Path:
        """Folder of the hidden checks; it need not exist."""
        return self.root / "tests" / "hidden" / self.name

    @property
    def solutions(self) -> Path:
        """Folder of reference, right and wrong answers; it need not exist."""
        return self.root / "solutions" / self.name

    @property
    def tests(self) -> tuple[Path, ...]:
        """All files of checks, the public one first."""
        return (self.public_test, *sorted(self.hidden_tests.glob("test_*.py")))

    @property
    def handout(self) -> frozenset[str]:
        """Names of the files that students get and need not hand in: ours, whatever a submission has there."""
        ours = {path.name for path in self.folder.iterdir() if path.is_file()}
        return frozenset(ours - set(self.modules)) | frozenset(self.support)

    def digest(self) -> str:
        """Hash over all that decides about points: checks, support files and data of the topic.

        Raises CourseError when one of these files is missing.
        """
        helpers = sorted(self.hidden_tests.rglob("*.py"))
        support = [self.folder / name for name in self.support]
        total = hashlib.sha256()
        for path in [self.folder / _DATA_FILE, self.public_test, *support, *helpers]:
            try:
                content = path.read_bytes()
            except OSError as error:
                raise CourseError(f"topic {self.name} cannot read {path}: {error.strerror}.") from error
            name = path.relative_to(self.root).as_posix()
            total.update(f"{name}\0{len(content)}\0".encode() + content)
        return total.hexdigest()


@dataclass(frozen=True)
class Course:
    """The topics under one root folder."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """Walk up from `start` (default: the working directory) to the first folder with `assignments/`.

        Raises CourseError when there is none.
        """
        begin = (start or Path.cwd()).resolve()
        for folder in (begin, *begin.parents):
            if (folder / _ASSIGNMENTS).is_dir():
                return cls(folder)
        raise CourseError(
            f"no course at {begin} or above it: run in the folder that has {_ASSIGNMENTS}/, or name it with --course."
        )

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """All topics in order of their names. Raises CourseError where an assignment.toml is wrong."""
        return tuple(self._load())

    def topic(self, name: str) -> Topic:
        """Return the topic of that exact name. Raises CourseError, with the nearest name, when there is none."""
        known = {topic.name: topic for topic in self.topics}
        if name in known:
            return known[name]
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        advice = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known) or 'none'}."
        raise CourseError(f"unknown topic {name!r}: {advice}")

    def _load(self) -> Iterator[Topic]:
        for path in sorted((self.root / _ASSIGNMENTS).glob(f"*/{_DATA_FILE}")):
            try:
                data: dict[str, Any] = msgspec.toml.decode(path.read_bytes())
                yield msgspec.convert({**data, "name": path.parent.name, "root": self.root}, Topic)
            except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
                raise CourseError(f"{path} is not a topic: {error}") from error
