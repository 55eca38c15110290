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
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sql

from grader.batch.model import BatchError, Verdict


@dataclass(frozen=True)
class Key:
    """What a verdict is about: whose work of which topic, and the digests of all that decided about it."""

    student: str
    topic: str
    submission: str
    suite: str
    grader: str


_metadata = sql.MetaData()
_verdicts = sql.Table(
    "verdicts",
    _metadata,
    *(sql.Column(name, sql.Text, primary_key=True) for name in ("student", "topic", "submission", "suite", "grader")),
    sql.Column("unsettled", sql.Boolean, nullable=False),  # without a verdict: to be graded again
    sql.Column("verdict", sql.Text, nullable=False),  # JSON of a Verdict
)


class Journal:
    """Verdicts by key in one SQLite file."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def get(self, key: Key) -> Verdict | None:
        """Return the verdict of that key, or None when it is to be graded, as after a fault of ours."""
        wanted = sql.select(_verdicts.c.verdict).where(_is(key), _verdicts.c.unsettled.is_(False))
        with self._engine.connect() as connection:
            text = connection.execute(wanted).scalar_one_or_none()
        if text is None:
            return None
        try:
            return msgspec.json.decode(text, type=Verdict)
        except msgspec.MsgspecError:  # written by another version, or by hand: grade it again
            return None

    def put(self, key: Key, verdict: Verdict) -> None:
        """Write the verdict of that key in the place of an earlier one, in one transaction."""
        values: dict[str, Any] = {
            **key.__dict__,
            "unsettled": verdict.unsettled,
            "verdict": msgspec.json.encode(verdict).decode(),
        }
        with self._engine.begin() as connection:
            connection.execute(sql.delete(_verdicts).where(_is(key)))
            connection.execute(sql.insert(_verdicts).values(values))

    def __len__(self) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(sql.select(sql.func.count()).select_from(_verdicts)).scalar_one())


def _is(key: Key) -> sql.ColumnElement[bool]:
    return sql.tuple_(*_verdicts.primary_key.columns) == sql.tuple_(*astuple(key))


@contextmanager
def opened(path: Path) -> Iterator[Journal]:
    """Open the journal at `path`, new or not. Raises BatchError when the file is no journal, or fails."""
    engine = sql.create_engine(sql.URL.create("sqlite", database=str(path)))
    sql.event.listen(engine, "connect", _tune)
    try:
        _metadata.create_all(engine)
        yield Journal(engine)
    except sql.exc.DatabaseError as error:
        raise BatchError(f"the journal {path} cannot be used ({error.orig}): {_advice(error.orig)}") from error
    finally:
        engine.dispose()


def _tune(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _advice(error: BaseException | None) -> str:
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
