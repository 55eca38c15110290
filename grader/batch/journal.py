"""The journal: verdicts that are known, kept so that no end of the program loses one or doubles one.

Rules:
- A row is written in one transaction when its verdict is known, with all its check results; never before, never in
  parts. Its key says what was judged by what, so a row is never stale: a changed submission, topic or grader has
  another key.
- One writer, who holds the out folder. Write-ahead logging without a sync at each commit: what was committed survives
  the death of the process at any moment; a power cut may cost the last rows, which are then graded again.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Final

import msgspec

from grader.batch.model import BatchError, Verdict


@dataclass(frozen=True)
class Key:
    """What a verdict is about: whose work of which topic, and the digests of all that decided about it."""

    student: str
    topic: str
    submission: str
    suite: str
    grader: str


_PARTS: Final = tuple(field.name for field in fields(Key))
_IS_KEY: Final = " and ".join(f"{part} = ?" for part in _PARTS)
# `unsettled` marks what has no verdict, to be graded again; `verdict` is JSON of a Verdict.
_TABLE: Final = f"""
create table if not exists verdicts (
    {"".join(f"{part} text not null, " for part in _PARTS)}
    unsettled boolean not null,
    verdict text not null,
    primary key ({", ".join(_PARTS)})
)"""
_GET: Final = f"select verdict from verdicts where not unsettled and {_IS_KEY}"  # noqa: S608 - names of our own fields
_PUT: Final = f"insert or replace into verdicts values ({', '.join('?' * (len(_PARTS) + 2))})"  # noqa: S608 - likewise


class Journal:
    """Verdicts by key in one SQLite file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: Key) -> Verdict | None:
        """Return the verdict of that key, or None when it is to be graded, as after a fault of ours."""
        row = self._connection.execute(_GET, astuple(key)).fetchone()
        if row is None:
            return None
        try:
            return msgspec.json.decode(row[0], type=Verdict)
        except msgspec.MsgspecError:  # written by another version, or by hand: grade it again
            return None

    def put(self, key: Key, verdict: Verdict) -> None:
        """Write the verdict of that key in the place of an earlier one, in one transaction."""
        self._connection.execute(_PUT, (*astuple(key), verdict.unsettled, msgspec.json.encode(verdict).decode()))

    def __len__(self) -> int:
        return int(self._connection.execute("select count(*) from verdicts").fetchone()[0])


@contextmanager
def opened(path: Path) -> Iterator[Journal]:
    """Open the journal at `path`, new or not. Raises BatchError when the file is no journal, or fails."""
    try:
        # Each statement is a transaction of its own.
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma synchronous=normal")
            connection.execute(_TABLE)
            yield Journal(connection)
    except sqlite3.Error as error:
        raise BatchError(f"the journal {path} cannot be used ({error}): {_advice(error)}") from error


def _advice(error: sqlite3.Error) -> str:
    match getattr(error, "sqlite_errorname", "").split("_")[1:2]:
        case ["FULL"]:
            return "make room on its disk; what is graded is kept, and the same command goes on from there."
        case ["NOTADB" | "CORRUPT" | "ERROR"]:  # the last: tables of somebody else's
            return "move it away to start anew."
    return "see that it and its folder can be written."


def grader_digest(sandbox: str) -> str:
    """Hash over the grader's own source, the Python that runs it and whether a sandbox is used."""
    total = hashlib.sha256(f"{sys.version}\0{sandbox}\0".encode())
    root = Path(__file__).resolve().parents[1]
    for path in sorted(root.rglob("*.py")):
        content = path.read_bytes()
        total.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return total.hexdigest()
