"""Results as nbgrader keeps them: an assignment a topic, in it one notebook, in that a cell a check.

All goes through nbgrader's models, but not through its functions that add things: each of them commits, and what is
committed can't be taken back. What a person entered by hand is never written to, nor an assignment that is not ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from nbgrader import api
from sqlalchemy import select
from sqlalchemy.orm import load_only, selectinload

from grader.report.export.results import ExportError
from grader.report.model import COSTS_NOTHING, Report, Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

COURSE: Final = "default_course"
"""The course of new assignments; it is nbgrader's own default."""

Stamps = Mapping[tuple[str, str], datetime]
"""When a student handed in a topic, UTC without a zone, by student and topic; not all are known."""


@dataclass(frozen=True)
class Tally:
    """What a run came to: submissions in the results, grades that are new or changed, grades that need a person.

    `unshown` are students whose names no folder can have, so that formgrader has no page for them.
    """

    submissions: int = 0
    new: int = 0
    changed: int = 0
    by_hand: int = 0
    unshown: tuple[str, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.submissions + other.submissions,
            self.new + other.new,
            self.changed + other.changed,
            self.by_hand + other.by_hand,
            self.unshown + other.unshown,
        )

    def without_page(self, students: Sequence[str]) -> Tally:
        """Return the same, with the students that formgrader can't show."""
        return replace(self, unshown=tuple(students))


def write_scores(session: Session, report: Report, stamps: Stamps) -> Tally:
    """Write all results into the session, and leave the commit to the caller. Raises ExportError."""
    known = set(session.scalars(select(api.Student.id)))
    session.add_all(api.Student(id=student) for student in report.students if student not in known)
    if session.get(api.Course, COURSE) is None:
        session.add(api.Course(id=COURSE))
    tally = Tally()
    for topic in report.topics:
        rows = report.of_topic(topic)
        notebook = _notebook(session, topic)
        cells = _cells(session, notebook, rows)
        pages = _pages(session, notebook, [row.student for row in rows])
        for row in rows:
            page = pages[row.student]
            when = stamps.get((row.student, topic))
            if when is not None and page.assignment.timestamp != when:
                page.assignment.timestamp = when
            tally += _grades(session, page, cells, row)
    return tally


def _notebook(session: Session, topic: str) -> Any:  # noqa: ANN401 - nbgrader's models have no types
    """Return the topic's notebook; a name that an assignment of somebody else's has is not ours to write to."""
    assignment = session.scalar(select(api.Assignment).where(api.Assignment.name == topic))
    if assignment is None:
        assignment = api.Assignment(name=topic, course_id=COURSE)
        session.add(assignment)
    notebook = next((each for each in assignment.notebooks if each.name == topic), None)
    if notebook is None:
        notebook = api.Notebook(name=topic, assignment=assignment)
        session.add(notebook)
        session.flush()
    foreign = len(assignment.notebooks) > 1 or any(
        (notebook.source_cells, notebook.solution_cells, notebook.task_cells)
    )
    if foreign:
        raise ExportError(
            f"the gradebook has an assignment {topic} with notebooks of its own: nothing was changed; "
            "export into another gradebook."
        )
    return notebook


def _cells(session: Session, notebook: Any, rows: Sequence[Row]) -> dict[str, Any]:  # noqa: ANN401 - as above
    """Return the notebook's cells by check, as the results have them; all stand before the first grade does.

    A check that is worth nothing stands only for a topic whose checks are not known, for want of a better one.
    """
    most: dict[str, int] = {}
    for check in (check for row in rows for check in row.checks):
        most[check.check] = max(check.max_points, most.get(check.check, 0))
    old = {cell.name: cell for cell in notebook.grade_cells}
    wanted = {name: points for name, points in most.items() if points} or ({} if old else most)
    if not wanted:
        return old
    for name in old.keys() - wanted.keys():
        _remove(session, old.pop(name))
    for name, points in wanted.items():
        if name not in old:
            old[name] = api.GradeCell(name=name, notebook=notebook, max_score=points, cell_type="code")
            session.add(old[name])
        elif old[name].max_score != points:
            old[name].max_score = points
    session.flush()
    return old


def _remove(session: Session, cell: Any) -> None:  # noqa: ANN401 - as above
    """Remove the cell of a check that the topic has no more, unless a person graded it."""
    if any(grade.manual_score is not None or grade.extra_credit is not None for grade in cell.grades):
        raise ExportError(
            f"{cell.notebook.name} has no check {cell.name} any more, but in the gradebook somebody graded it by "
            "hand: nothing was changed; clear those scores in formgrader, or export into another gradebook."
        )
    for grade in list(cell.grades):
        session.delete(grade)
    session.delete(cell)


def _pages(session: Session, notebook: Any, students: Sequence[str]) -> dict[str, Any]:  # noqa: ANN401 - as above
    """Return each student's copy of the notebook, with its grades where it has any.

    Only plain columns are loaded: sums and maxima, which the models have as columns too, are a query a row.
    """
    grades = (api.Grade.cell_id, api.Grade.auto_score, api.Grade.manual_score, api.Grade.needs_manual_grade)
    copies = selectinload(api.SubmittedAssignment.notebooks)
    wanted = (
        select(api.SubmittedAssignment)
        .where(api.SubmittedAssignment.assignment_id == notebook.assignment_id)
        .options(
            load_only(api.SubmittedAssignment.student_id, api.SubmittedAssignment.timestamp),
            copies.load_only(api.SubmittedNotebook.notebook_id),
            copies.selectinload(api.SubmittedNotebook.grades).load_only(*grades),
        )
    )
    submissions = {each.student_id: each for each in session.scalars(wanted)}
    pages = {}
    for student in students:
        submission = submissions.get(student)
        if submission is None:
            submission = api.SubmittedAssignment(assignment_id=notebook.assignment_id, student_id=student)
            session.add(submission)
        page = next((each for each in submission.notebooks if each.notebook_id == notebook.id), None)
        if page is None:
            page = api.SubmittedNotebook(notebook_id=notebook.id, assignment=submission)
            session.add(page)
        pages[student] = page
    return pages


def _grades(session: Session, page: Any, cells: Mapping[str, Any], row: Row) -> Tally:  # noqa: ANN401 - as above
    """Write a grade for each cell; one without a verdict gets no score, which nbgrader leaves to a person."""
    scores = {check.check: float(check.points) for check in row.checks if check.outcome not in COSTS_NOTHING}
    grades = {grade.cell_id: grade for grade in page.grades}
    new = changed = by_hand = 0
    for name, cell in cells.items():
        score, grade = scores.get(name), grades.get(cell.id)
        if grade is None:
            grade = api.Grade(cell_id=cell.id, notebook=page, auto_score=score, needs_manual_grade=score is None)
            session.add(grade)
            new += 1
        elif grade.auto_score != score:
            # as nbgrader does it: what a person decided of another answer stands, and is to be looked at again
            grade.needs_manual_grade = score is None or grade.manual_score is not None
            grade.auto_score = score
            changed += 1
        by_hand += grade.needs_manual_grade
    return Tally(submissions=1, new=new, changed=changed, by_hand=by_hand)
