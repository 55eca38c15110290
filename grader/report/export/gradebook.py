"""nbgrader's gradebook: opened with care, written in one transaction, or left as it was.

A database is looked at before nbgrader gets it, since nbgrader makes its tables in whatever it is given. This module
and the two that it is made of need nbgrader, so only the command that wants them imports them.
"""

from __future__ import annotations

import os
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine, inspect, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from grader.report.export.cells import Tally, write_scores
from grader.report.export.notebooks import lay_out, stamps
from grader.report.export.results import ExportError
from grader.report.model import Report
from grader.report.text import one_line

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_ITS_OWN: Final = frozenset({"assignment", "base_cell", "grade", "submitted_assignment", "submitted_notebook"})
"""Tables that every gradebook has, of whatever version."""


def export_gradebook(report: Report, database: str, root: Path | None = None) -> Tally:
    """Write a class's results into the gradebook `database`, a URL or a SQLite file's path; returns what changed.

    `root` is nbgrader's course folder, where formgrader looks for notebooks; if not given, it is the folder of the
    SQLite file, or else the current one. Raises ExportError, and the gradebook is then as it was.
    """
    url = gradebook_url(database)
    root = root or (Path(str(url.database)).parent if _is_file(url) else Path())
    with _opened(url) as session:
        try:
            tally = write_scores(session, report, stamps(report, root))
            session.flush()
            tally = tally.without_page(lay_out(report, root))
            session.commit()  # last: notebooks without grades do no harm, grades without notebooks are not shown
        except SQLAlchemyError as error:
            raise ExportError(f"cannot write to {url} ({_reason(error)}): nothing was changed.") from error
        except OSError as error:
            told = f"cannot write {error.filename or root} ({error.strerror})"
            raise ExportError(f"{told}: nothing was changed in the gradebook.") from error
    return tally


def gradebook_url(database: str) -> URL:
    """Return the URL of a database; what is no URL is the path of a SQLite file. Raises ExportError."""
    if "://" not in database:
        return URL.create("sqlite", database=database)
    try:
        url = make_url(database)
    except ArgumentError as error:
        raise ExportError("--db is no URL: write it as in sqlite:///gradebook.db, or give a file's path.") from error
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise ExportError("--db names no file: write it as in sqlite:///gradebook.db.")
    return url


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and not str(url.database).startswith("file:")


@contextmanager
def _opened(url: URL) -> Iterator[Session]:
    """Open a gradebook for as long as it takes; a SQLite file that was not there is gone again after a failure."""
    path = Path(str(url.database)) if _is_file(url) else None
    made = path is not None and not path.exists()
    try:
        gradebook = _gradebook(url)
        try:
            yield gradebook.db
        finally:
            gradebook.close()
    except BaseException:
        if made and path is not None:
            path.unlink(missing_ok=True)
        raise


def _gradebook(url: URL) -> Any:  # noqa: ANN401 - nbgrader's class, which has no types
    _need_gradebook_or_nothing(url)
    try:
        with _scripts_on_path():
            return Gradebook(url.render_as_string(hide_password=False), course_id="")  # "": commit no course yet
    except SQLAlchemyError as error:
        raise ExportError(f"cannot open {url} ({_reason(error)}).") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise ExportError(f"nbgrader could not make {url}, since its `alembic` does not run ({error}).") from error


def _need_gradebook_or_nothing(url: URL) -> None:
    wanted = {name: set(table.columns.keys()) for name, table in Base.metadata.tables.items()}
    try:
        engine = create_engine(url)
        try:
            found = _columns(inspect(engine))
        finally:
            engine.dispose()
    except ImportError as error:
        told = "install it, for PostgreSQL with `pip install 'psycopg[binary]'`"
        raise ExportError(f"{url} needs the driver {error.name}: {told}.") from error
    except SQLAlchemyError as error:
        raise ExportError(f"cannot open {url} ({_reason(error)}).") from error
    if found and not found.keys() >= _ITS_OWN:
        raise ExportError(f"{url} is no gradebook of nbgrader's, but a database of something else.")
    if found and not all(columns <= found.get(name, set()) for name, columns in wanted.items()):
        raise ExportError(f"{url} was made by an older nbgrader: run `nbgrader db upgrade` first.")


def _columns(inspector: Any) -> Mapping[str, set[str]]:  # noqa: ANN401 - SQLAlchemy types it by what is inspected
    return {name: {each["name"] for each in inspector.get_columns(name)} for name in inspector.get_table_names()}


@contextmanager
def _scripts_on_path() -> Iterator[None]:
    """Let nbgrader find `alembic`, which it starts by name for a new database, in an environment not activated."""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{sysconfig.get_path('scripts')}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _reason(error: SQLAlchemyError) -> str:
    return one_line(str(error.orig if isinstance(error, DBAPIError) else error))
