"""What lies in a folder or a zip, file by file, without following, extracting or believing anything.

A `Member` reads at most as many bytes as it is asked for. What makes the whole unreadable raises `Unreadable`.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.batch.names import MAX_DEPTH, is_junk, shown, split

MIB: Final = 1 << 20
MAX_ZIP: Final = 64 * MIB
_MAX_DIRECTORY: Final = 2 * MIB  # of a zip: about 20,000 names, read at once by zipfile
_MAX_ENTRIES: Final = 5_000  # looked at in a folder


class Unreadable(Exception):
    """The submission as a whole can't be taken; the message is a sentence for its student."""


@dataclass(frozen=True)
class Member:
    """A file that was handed in: its path as found, and how to read at most so many bytes of it."""

    path: str
    read: Callable[[int], bytes]
    odd: str = ""


def folder_members(folder: Path) -> Iterator[Member]:
    """All entries below `folder` but folders. Raises Unreadable when they are too many or can't be listed."""
    waiting, seen = [(folder, "")], 0
    while waiting:
        here, prefix = waiting.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            raise Unreadable(f"The folder {shown(prefix or here.name)} cannot be read ({error.strerror}).") from error
        for entry in entries:
            seen += 1
            path = prefix + entry.name
            if seen > _MAX_ENTRIES:
                raise Unreadable(f"It has more than {_MAX_ENTRIES} files and folders; hand in only your own files.")
            if entry.is_symlink():
                yield Member(path, _nothing, "it is a link, and links are not followed")
            elif entry.is_dir(follow_symlinks=False):
                if not is_junk((entry.name,)) and path.count("/") < MAX_DEPTH:
                    waiting.append((Path(entry.path), path + "/"))
            elif entry.is_file(follow_symlinks=False):
                yield Member(path, _reader(Path(entry.path)))
            else:
                yield Member(path, _nothing, "it is not a regular file")


def _nothing(limit: int) -> bytes:  # noqa: ARG001 - a reader's signature
    return b""


def _reader(path: Path) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        # Between listing and reading a file may become a link or a pipe: neither is followed or waited for.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(path, flags)
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise Unreadable(f"{shown(path.name)} is not a regular file.")
                return file.read(limit)
        except OSError as error:
            raise Unreadable(f"{shown(path.name)} cannot be read ({error.strerror}).") from error

    return read


def open_zip(path: Path) -> zipfile.ZipFile:
    """Open a zip whose list of names is of a bearable size. Raises Unreadable."""
    try:
        if path.stat().st_size > MAX_ZIP:
            raise Unreadable(f"{shown(path.name)} is larger than {MAX_ZIP // MIB} MiB.")
        _bounded_directory(path)
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        raise Unreadable(f"{shown(path.name)} is not a readable zip ({_said(error)}); pack it again.") from error


def _bounded_directory(path: Path) -> None:
    """Look at the end record as zipfile will, before zipfile reads the whole list of names that it announces."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_557))  # the record of 22 bytes and the longest comment
        tail = file.read()
    at = len(tail) - 22 if tail[-22:-18] == b"PK\5\6" and tail[-2:] == b"\0\0" else tail.rfind(b"PK\5\6")
    if at < 0 or at + 22 > len(tail):
        raise zipfile.BadZipFile("the end of the file is missing")
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    if size > _MAX_DIRECTORY or tail[at - 20 : at - 16] == b"PK\6\7":  # the second: a 64-bit record overrides
        raise Unreadable(f"{shown(path.name)} has far too many files; hand in only your own source files.")


def zip_members(archive: zipfile.ZipFile, inside: str = "") -> Iterator[Member]:
    """All entries of a zip below the folder `inside` but folders themselves."""
    for info in archive.infolist():
        path = info.filename
        if info.is_dir() or path.endswith("\\"):
            continue
        if inside:
            parts = split(path)
            lead = split(inside)
            if parts[: len(lead)] != lead:
                continue
            path = "/".join(parts[len(lead) :])
        kind = stat.S_IFMT(info.external_attr >> 16)
        odd = "it is a link, and links are not followed" if kind == stat.S_IFLNK else ""
        if not odd and kind not in (0, stat.S_IFREG):
            odd = "it is not a regular file"
        yield Member(path, _unpacker(archive, info), odd)


def _unpacker(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        if info.flag_bits & 0x1:
            raise Unreadable("The zip is encrypted; pack it again without a password.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("The zip is packed in an unusual way; pack it again as a plain zip.")
        try:
            with archive.open(info) as file:
                return file.read(limit)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, struct.error) as error:
            raise Unreadable(
                f"{shown(info.filename)} in the zip is damaged ({_said(error)}); pack it again."
            ) from error

    return read


def _said(error: BaseException) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__
