"""The folders of an nbgrader course, as far as formgrader needs them to show a submission.

It lists a topic that has a folder in `source/`, counts who has one in `submitted/`, and shows a score in the notebook
in `autograded/`, in the cell of the same name. Ours have a cell a check, with its title and message. The folder in
`source/` is empty, so that nobody generates an assignment from it by mistake.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from nbgrader.utils import parse_utc

from grader.report.export.results import ExportError
from grader.report.model import COSTS_NOTHING, Report, Row
from grader.report.tables import readable_json
from grader.report.text import one_line
from grader.report.whole import put
from grader.result import CheckResult

MARK: Final = "racecourse"
"""Key of a notebook's metadata that says it is ours."""
_NO_NAME: Final = frozenset('/\\:*?"<>|\0' if os.name == "nt" else "/\0")


def stamps(report: Report, root: Path) -> dict[tuple[str, str], datetime]:
    """Return when each topic was handed in, UTC without a zone, as nbgrader noted it in `submitted/`; most have none.

    formgrader takes a submission for graded if the gradebook has the same time. Raises ExportError.
    """
    found = {}
    for row in report.rows:
        path = root / "submitted" / row.student / row.topic / "timestamp.txt"
        if _is_folder_name(row.student) and path.is_file():
            try:
                found[row.student, row.topic] = parse_utc(path.read_text(encoding="utf-8").strip())
            except (ValueError, OverflowError) as error:
                raise ExportError(f"{path} has no time that nbgrader can read: nothing was changed.") from error
    return found


def lay_out(report: Report, root: Path) -> list[str]:
    """Make folders and notebooks for all submissions below `root`; returns the students whose names no folder can have.

    Raises ExportError where a notebook of somebody else's has the place of one of ours, and OSError.
    """
    for row in report.rows:
        if not _is_folder_name(row.topic) or not _is_folder_name(row.student):
            continue
        (root / "source" / row.topic).mkdir(parents=True, exist_ok=True)
        (root / "submitted" / row.student / row.topic).mkdir(parents=True, exist_ok=True)
        path = root / "autograded" / row.student / row.topic / f"{row.topic}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, notebook_json(row))
    return [student for student in report.students if not _is_folder_name(student)]


def _is_folder_name(name: str) -> bool:
    return name not in {"", ".", ".."} and not set(name) & _NO_NAME


def _write(path: Path, text: str) -> None:
    if path.exists():
        there = path.read_bytes()
        if there == text.encode():
            return
        if not _is_ours(there):
            raise ExportError(f"{path} is a notebook that is not the grader's: nothing was changed.")
    put(path, text)


def _is_ours(data: bytes) -> bool:
    try:
        return MARK in msgspec.json.decode(data)["metadata"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


def notebook_json(row: Row) -> str:
    """Render a submission as a notebook with a cell a check."""
    notebook = {
        "cells": [_cell(check) for check in row.checks],
        "metadata": {MARK: {"student": row.student, "topic": row.topic}, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,  # the last one in which cells need no ids, which have to be short and plain
    }
    return readable_json(notebook)


def _cell(check: CheckResult) -> dict[str, Any]:
    told = {"grade_id": check.check, "grade": True, "solution": False, "task": False, "locked": True}
    told |= {"points": check.max_points, "cell_type": "code", "schema_version": 3}
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"nbgrader": told},
        "outputs": [{"name": "stdout", "output_type": "stream", "text": text} for text in _said(check)],
        "source": f"# {one_line(check.title)}",
    }


def _said(check: CheckResult) -> Sequence[str]:
    verdict = "no verdict" if check.outcome in COSTS_NOTHING else check.outcome
    return [f"{verdict}: {check.message}".rstrip(": ") + "\n"]
