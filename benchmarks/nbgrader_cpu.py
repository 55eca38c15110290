"""CPU time of the kit per submission, against `nbgrader autograde` on the same three checks.

    python -m benchmarks.nbgrader_cpu [--submissions N] [--rounds N] [--environment DIR] [--dry]

One table of three checks makes both a topic of the kit and a notebook of nbgrader's; they call functions that do next
to nothing, so that hardly any of the time is the student's own. Each round grades a class of right answers with both,
one after the other, each from scratch: `grader grade` in boxes with its pages and tables, and `nbgrader autograde`
alone. All CPU time counts, that of judges, boxes, guests and kernels too, and all that a batch does once is shared out
over its submissions. Both must give every submission full marks, else there is no figure.

nbgrader is installed into an environment of its own and gone afterwards; `--environment DIR` keeps it there, to try.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.common import Usage, end_on_sigterm, grade, make_environment, need_group, record, run, spread, table

NBGRADER: Final = "nbgrader==0.9.6"
AIM: Final = 1 / 5
TOPIC: Final = "01_three"


@dataclass(frozen=True)
class Asked:
    """One check: its name and line, and what it calls and expects, as both graders write it."""

    name: str
    line: str
    call: str
    expected: str


CHECKS: Final = (
    Asked("add", "add returns the sum.", "add(2, 3)", "5"),
    Asked("join", "join puts the separator between the words.", 'join(["a", "b", "c"], "-")', '"a-b-c"'),
    Asked("count", "count tells how often each item occurs.", 'count(["x", "y", "x"])', '{"x": 2, "y": 1}'),
)
ANSWER: Final = """
def add(left, right):
    return left + right


def join(words, separator):
    return separator.join(words)


def count(items):
    return {item: items.count(item) for item in items}
"""
_TOML: Final = 'title = "Three"\nmodules = ["three.py"]\n'


# The kit's side


def kit_course(root: Path) -> None:
    """Write a course of one topic with the three checks."""
    topic = root / "assignments" / TOPIC
    topic.mkdir(parents=True)
    (topic / "assignment.toml").write_text(_TOML)
    (topic / "three.py").write_text("")
    tests = ["from grader import check\n"]
    tests += [
        f'@check(points=1, kind="correctness")\ndef test_{each.name}(student):\n    """{each.line}"""\n'
        f"    assert student.three.{each.call} == {each.expected}\n"
        for each in CHECKS
    ]
    (topic / f"test_{TOPIC}.py").write_text("\n".join(tests))


def kit_class(folder: Path, students: Sequence[str]) -> None:
    """Hand in a right answer for each student."""
    for student in students:
        place = folder / student / TOPIC
        place.mkdir(parents=True)
        (place / "three.py").write_text(f"# {student}\n{ANSWER}")


def kit_round(root: Path, students: Sequence[str]) -> Usage:
    """Grade the class with the kit."""
    kit_course(root / "course")
    kit_class(root / "class", students)
    used = run(grade(root / "class", root / "out", "--course", str(root / "course")))
    with (root / "out" / "grades.csv").open(encoding="utf-8") as file:
        scores = [float(row["score"]) for row in csv.DictReader(file)]
    return _full_marks("grader", used, scores, students)


# nbgrader's side


def notebook(student: str | None) -> dict[str, Any]:
    """Return the assignment as nbgrader wants it, or as a student hands it in."""
    answer = f"# {student}\n{ANSWER}" if student else "raise NotImplementedError()"
    cells = [_cell("answer", answer, solution=True)]
    cells += [_cell(each.name, f"assert {each.call} == {each.expected}", points=1) for each in CHECKS]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _cell(name: str, source: str, *, solution: bool = False, points: int | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {"grade_id": name, "schema_version": 3, "task": False}
    told |= {"solution": solution, "grade": points is not None, "locked": points is not None}
    if points is not None:
        told["points"] = points
    return {
        "id": name,
        "cell_type": "code",
        "execution_count": None,
        "outputs": [],
        "metadata": {"nbgrader": told},
        "source": source,
    }


def nbgrader_course(root: Path, environment: Path, students: Sequence[str]) -> None:
    """Make nbgrader's course with the assignment released and all answers handed in."""
    for place, student in [("source", None), *((f"submitted/{student}", student) for student in students)]:
        folder = root / place / "three"
        folder.mkdir(parents=True)
        (folder / "three.ipynb").write_text(json.dumps(notebook(student)))
    (root / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "three"\n')
    made = _nbgrader(root, environment, "generate_assignment", "three")
    if made.code != 0:
        raise SystemExit(f"nbgrader could not make the assignment:\n{made.said}")


def nbgrader_round(root: Path, environment: Path, students: Sequence[str]) -> Usage:
    """Grade the class with nbgrader."""
    root.mkdir()
    nbgrader_course(root, environment, students)
    used = _nbgrader(root, environment, "autograde", "three")
    with closing(sqlite3.connect(root / "gradebook.db")) as gradebook:
        wanted = (
            "select sum(grade.auto_score) from grade join submitted_notebook on grade.notebook_id = "
            "submitted_notebook.id group by submitted_notebook.assignment_id"
        )
        scores = [float(score or 0) for (score,) in gradebook.execute(wanted)]
    return _full_marks("nbgrader", used, scores, students)


def _nbgrader(root: Path, environment: Path, *arguments: str) -> Usage:
    # Its database is made by alembic, which it looks for on the path; settings of this account's Jupyter stay out.
    folders = {name: str(root / ".jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return run([str(environment / "bin" / "nbgrader"), *arguments], cwd=root, env={"PATH": path, **folders})


def install(environment: Path) -> None:
    """Make nbgrader's environment, unless it is there."""
    if not (environment / "bin" / "nbgrader").exists():
        make_environment(environment, sys.executable, NBGRADER)


# Both


def _full_marks(name: str, used: Usage, scores: Sequence[float], students: Sequence[str]) -> Usage:
    if used.code != 0 or scores != [float(len(CHECKS))] * len(students):
        raise SystemExit(f"{name} should give {len(students)} submissions full marks, not {scores}:\n{used.said}")
    return used


def main() -> None:
    """Measure and write down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nbgrader_cpu", description="CPU time per submission.")
    parser.add_argument("--submissions", type=int, default=60, metavar="N", help="submissions in a class (default 60)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="times that both grade it (default 5)")
    parser.add_argument("--environment", type=Path, metavar="DIR", help="keep nbgrader's environment in DIR, to try")
    parser.add_argument("--dry", action="store_true", help="print the result only")
    options = parser.parse_args()
    end_on_sigterm()
    need_group()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        environment = options.environment.resolve() if options.environment else Path(temporary, "environment")
        install(environment)
        rounds = _measure(Path(temporary), environment, options.submissions, options.rounds)
    record("nbgrader_cpu", _text(rounds, options.submissions), dry=options.dry or options.environment is not None)


def _measure(root: Path, environment: Path, submissions: int, rounds: int) -> list[tuple[Usage, Usage]]:
    """Return what both used, round by round; the first, in which all is compiled and cached, is left out."""
    found = []
    for number in itertools.count():
        students = [f"student{index:03}" for index in range(submissions if number else 2)]
        kit, peer = kit_round(root / "kit", students), nbgrader_round(root / "peer", environment, students)
        shutil.rmtree(root / "kit")
        shutil.rmtree(root / "peer")
        if number:
            found.append((kit, peer))
            print(f"{number}/{rounds}: kit {kit.cpu:.2f} s CPU, nbgrader {peer.cpu:.2f} s", flush=True)
        if number >= rounds:
            return found
    raise AssertionError("counting does not end")


def _text(rounds: list[tuple[Usage, Usage]], submissions: int) -> str:
    ratios = [kit.cpu / peer.cpu for kit, peer in rounds]
    rows = []
    for name, side in (("kit", 0), (f"{NBGRADER} autograde", 1)):
        used = [pair[side] for pair in rounds]
        rows.append(
            (
                name,
                spread([each.cpu / submissions for each in used], 3),
                spread([each.wall / submissions for each in used], 3),
            )
        )
    verdict = "reached" if statistics.median(ratios) <= AIM else "missed"
    text = f"{len(rounds)} rounds of {submissions} submissions with {len(CHECKS)} checks; median (least to greatest), "
    text += "a submission's share of all that the batch used.\n\n"
    text += table(("", "CPU seconds a submission", "seconds on the wall a submission"), rows)
    return text + f"\n\nThe kit needs {spread(ratios, 3)} of nbgrader's CPU time: the aim of {AIM:.2f} is {verdict}."


if __name__ == "__main__":
    main()
