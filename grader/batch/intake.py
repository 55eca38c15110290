"""From whatever a student handed in to a clean copy that is safe to look at.

Rules:
- Nothing is extracted: bytes are read, at most so many, and written to names that passed `names.refusal`.
- Only regular files are read, no link is followed, and no size that an archive claims is believed.
- What is left out is named in a note; what cannot be read at all is a problem of that submission alone.
- A missing module or a syntax error is no business of the intake: the checks say it better.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.batch.members import MIB, Member, Unreadable, folder_members, open_zip, zip_members
from grader.batch.model import Suite
from grader.batch.names import fold, is_absolute, is_junk, is_nearly, refusal, shown, split

MAX_FILE: Final = 2 * MIB
MAX_TOTAL: Final = 16 * MIB
MAX_FILES: Final = 500
_MAX_NOTES: Final = 50


@dataclass(frozen=True)
class Found:
    """A submission where it lies: a folder or a zip, in the zip maybe a folder `inside` of it."""

    student: str
    topic: str
    source: Path | None
    inside: str = ""
    problem: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """A submission taken in: `folder` is the clean copy, or None where `problem` says why there is none."""

    student: str
    topic: str
    folder: Path | None
    digest: str
    notes: tuple[str, ...] = ()
    problem: str = ""


def take_in(found: Found, suite: Suite, into: Path) -> Submission:
    """Copy what `found` has into the new folder `into` and say what became of it; nothing of a student's raises."""
    digest = hashlib.sha256()
    try:
        if found.source is None:
            raise Unreadable(found.problem)  # noqa: TRY301 - one place says what a problem becomes
        files, left_out = _collect(found, suite)
    except Unreadable as problem:
        digest.update(f"problem\0{problem}".encode())
        return Submission(found.student, found.topic, None, digest.hexdigest(), found.notes, str(problem))
    notes = (*found.notes, *left_out)
    _folder(into)
    for parts, content in sorted(files.items()):
        for length in range(1, len(parts)):
            _folder(into.joinpath(*parts[:length]))
        target = into.joinpath(*parts)
        target.write_bytes(content)
        target.chmod(0o444)
        digest.update(f"{'/'.join(parts)}\0{len(content)}\0".encode() + content)
    digest.update("\0".join(notes).encode())
    return Submission(found.student, found.topic, into, digest.hexdigest(), notes)


def _folder(path: Path) -> None:
    path.mkdir(exist_ok=True)
    path.chmod(0o755)  # whatever the umask: the sandbox looks at it as somebody else


def drop(submission: Submission) -> None:
    """Remove the clean copy."""
    if submission.folder is not None:
        shutil.rmtree(submission.folder, ignore_errors=True)


def _collect(found: Found, suite: Suite) -> tuple[dict[tuple[str, ...], bytes], list[str]]:
    assert found.source is not None  # noqa: S101 - `take_in` has seen to it
    if found.source.is_symlink():
        raise Unreadable("It is a link, and links are not followed.")
    if found.source.is_dir():
        return _choose(folder_members(found.source), suite)
    with open_zip(found.source) as archive:
        return _choose(zip_members(archive, found.inside), suite)


def _choose(members: Iterable[Member], suite: Suite) -> tuple[dict[tuple[str, ...], bytes], list[str]]:
    """Read the members that may be taken; the rest becomes notes. Raises Unreadable when it is too much or nothing."""
    listed = [(split(member.path), member) for member in members]
    listed = [(parts, member) for parts, member in listed if parts and not is_junk(parts)]
    if len(listed) > MAX_FILES:
        raise Unreadable(f"It has more than {MAX_FILES} files; hand in only your own source files.")
    if not listed:
        raise Unreadable("The folder is empty: nothing was handed in.")
    depth = _wrapping([parts for parts, _ in listed])
    # A module of the assignment comes before a file whose name differs only in case.
    stripped = [(parts[depth:], member) for parts, member in listed]
    stripped.sort(key=lambda pair: (pair[0][0] not in suite.modules, pair[0]))
    shelf = _Shelf(suite)
    for parts, member in stripped:
        shelf.put(parts, member)
    shelf.look_at_modules()
    return shelf.files, shelf.notes[:_MAX_NOTES]


def _wrapping(paths: list[tuple[str, ...]]) -> int:
    """Count the folders (two at most) that hold everything: one packed too much, not a part of the answer."""
    depth = 0
    while depth < 2 and all(len(parts) > depth + 1 for parts in paths) and ".." not in paths[0][: depth + 1]:
        if len({parts[depth] for parts in paths}) > 1:
            break
        depth += 1
    return depth


class _Shelf:
    """The files taken so far, and what they add up to."""

    def __init__(self, suite: Suite) -> None:
        self.files: dict[tuple[str, ...], bytes] = {}
        self.notes: list[str] = []
        self._suite = suite
        self._left = MAX_TOTAL
        self._taken: dict[tuple[str, ...], str] = {}  # folded path -> "file" or "folder"

    def put(self, parts: tuple[str, ...], member: Member) -> None:
        if len(parts) == 1 and parts[0] in self._suite.handout:
            return
        why = member.odd or self._refusal(parts, member)
        content = b""
        if not why:
            content = member.read(MAX_FILE + 1)
            self._left -= len(content)
            if self._left < 0:
                raise Unreadable(f"It is larger than {MAX_TOTAL // MIB} MiB; hand in only your own source files.")
            if len(content) > MAX_FILE:
                why = f"it is larger than {MAX_FILE // MIB} MiB"
        if why:
            self.notes.append(f"{shown(member.path)} was left out: {why}.")
            return
        self.files[parts] = content
        folded = fold(parts)
        self._taken[folded] = "file"
        for length in range(1, len(folded)):
            self._taken[folded[:length]] = "folder"

    def look_at_modules(self) -> None:
        """Take a missing module from the one file that is nearly called so, and say what will keep it from running."""
        for module in sorted(self._suite.modules):
            alike = [parts for parts in self.files if len(parts) == 1 and is_nearly(parts[0], module)]
            if (module,) not in self.files and len(alike) == 1:
                self.files[module,] = self.files.pop(alike[0])
                self.notes.append(f"{shown(alike[0][0])} was taken as {module}, which is what it should be called.")
            content = self.files.get((module,))
            if content is not None and not content.strip():
                self.notes.append(f"{module} is empty.")
            elif content is not None and b"\0" in content:
                self.notes.append(f"{module} is not UTF-8 text (it may be UTF-16): save it as UTF-8.")

    def _refusal(self, parts: tuple[str, ...], member: Member) -> str:
        if is_absolute(member.path):
            return "its path starts at the root of a disk"
        why = refusal(parts, self._suite.modules)
        if why:
            return why
        folded = fold(parts)
        above = (self._taken.get(folded[:length]) for length in range(1, len(folded)))
        if folded in self._taken or "file" in above:
            return "another file has the same name"
        return ""
