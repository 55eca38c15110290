"""The command `grader`. Thin: it reads what was asked, calls the parts, and says wrong use in one sentence (exit 2).

What a command needs is imported when it runs, so that `grader --version` is quick and a student's install is enough
for all but grading.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

OLDEST: Final = (3, 11)


def python_is_too_old(version: tuple[int, ...]) -> str:
    """Say in a sentence why this Python won't do, or "" if it does."""
    if version >= OLDEST:
        return ""
    return "grader needs Python {}.{} or newer, and this is {}.{}.".format(*OLDEST, *version)


if python_is_too_old(sys.version_info[:2]):
    sys.stderr.write(python_is_too_old(sys.version_info[:2]) + "\n")
    raise SystemExit(2)

import typer  # noqa: E402 - an old Python gets its sentence before anything that it can't parse

if TYPE_CHECKING:
    from grader.batch.model import Suites
    from grader.course import Course

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
export = typer.Typer(no_args_is_help=True, help="Hand the results of a graded class on to other tools.")
app.add_typer(export, name="export")

GRADED, OURS_FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


class WrongUse(Exception):
    """What was asked can't be done; the message is one sentence that says what to do."""


def main() -> None:
    """Run the command with the arguments of this process, and end it with the command's exit code."""
    _want_utf8()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that a terminal can't show must not end a run
    gc.disable()  # what is made while modules are imported stays, and looking through it takes a tenth of the start
    sys.exit(run(sys.argv[1:]))


def _want_utf8() -> None:
    """Start again where the locale has no way to name all files: students are called the same wherever one grades."""
    if sys.getfilesystemencoding() == "utf-8" or os.environ.get("PYTHONUTF8") == "1" or not sys.stdout:
        return
    modes = {"PYTHONUTF8": "1", "PYTHONIOENCODING": f"{sys.stdout.encoding}:replace"}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | modes)  # noqa: S606 - no shell wanted


def run(arguments: list[str]) -> int:
    """Run the command; returns its exit code, and says wrong use in exactly one sentence on standard error."""
    from grader.batch.model import BatchError
    from grader.course import CourseError
    from grader.report.export.results import ExportError

    command = typer.main.get_command(app)
    try:
        if "" in arguments:
            raise WrongUse("one of the arguments is empty: is it a variable that was never set?")  # noqa: TRY301
        return int(command.main(arguments, prog_name="grader", standalone_mode=False) or 0)
    except (WrongUse, BatchError, CourseError, ExportError) as error:
        _complain(str(error))
    except typer.Exit as ended:
        return ended.exit_code
    except typer.Abort:
        return INTERRUPTED
    except typer.TyperException as error:
        if said := error.format_message():  # nothing: the help was asked for by giving no command
            _complain(f"{said.rstrip('.')}; `grader --help` lists what there is.")
    return WRONG_USE


def _complain(sentence: str) -> None:
    sys.stderr.write("grader: " + " ".join(sentence.split()) + "\n")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"grader {version('racecourse')}")
        raise typer.Exit


CourseFolder = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help="The course's folder, if not the one you are in.")
]


@app.callback(help="Auto-graded exercises for concurrent and network programming.")
def grader(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """Take the options that all commands share."""


@app.command()
def topics(course: CourseFolder = None) -> None:
    """List the topics of the course."""
    from grader.course import Course

    for topic in Course.find(course).topics:
        typer.echo(f"{topic.name:<20} {topic.title}  {topic.title_zh}".rstrip())


@app.command()
def grade(  # noqa: PLR0917 - options of a command, which typer passes by name
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Folder with a folder or a zip for each student.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for grades, pages and the journal.")],
    topic: Annotated[
        list[str] | None, typer.Option(metavar="T", help="Grade only this topic, for everybody; may be given again.")
    ] = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=0, help="Submissions judged at once; 0 is two a core.")] = 0,
    fresh: Annotated[
        bool, typer.Option("--fresh/--resume", help="Grade all again, or only what is new or changed.")
    ] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Run student code without a sandbox, with all your rights.")
    ] = False,
    course: CourseFolder = None,
) -> int:
    """Grade a class: PATH/<student>/<topic>/<files>, or zips of these."""
    _need_extra("grading", "jinja2", "sqlalchemy")
    from grader.batch.lock import exclusive
    from grader.batch.progress import Progress
    from grader.batch.run import Order, default_jobs
    from grader.batch.run import grade as grade_batch
    from grader.course import Course
    from grader.report.files import write
    from grader.report.model import report_of
    from grader.report.summary import summarise

    gc.freeze()
    gc.enable()
    found = Course.find(course)
    chosen = tuple(dict.fromkeys(found.topic(name).name for name in topic or ()))
    _need_folder(path)
    _need_out(path, out)
    if not unsafe:
        _need_sandbox()
    order = Order(
        path=path,
        out=out,
        suites=_suites(found),
        chosen=chosen,
        jobs=jobs or default_jobs(),
        fresh=fresh,
        sandbox="none" if unsafe else "box",
    )
    with exclusive(out):
        try:
            with Progress() as progress:
                verdicts = grade_batch(order, progress)
        except KeyboardInterrupt:
            _complain("interrupted; what is graded is kept, and the same command goes on from there.")
            return INTERRUPTED
        except OSError as error:
            raise _cannot_write(out, error) from error
        report = report_of(verdicts, {each.name: each.title for each in found.topics}, progress.strays)
        try:
            page = write(report, out)
        except OSError as error:
            raise _cannot_write(out, error) from error
    summarise(report, page)
    return OURS_FAILED if any(row.outcome == "grader_error" for row in report.rows) else GRADED


def _need_extra(what: str, *names: str) -> None:
    from importlib.util import find_spec

    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise WrongUse(f"{what} needs {' and '.join(missing)}: run `pip install 'racecourse[ta]'`.")


def _need_folder(path: Path) -> None:
    if not path.exists():
        raise WrongUse(f"no such path: {path}; give the folder that holds a folder or a zip for each student.")
    if not path.is_dir():
        raise WrongUse(f"{path} is not a folder; give the folder that holds a folder or a zip for each student.")


_OURS: Final = {"index.html", "grades.csv", "results.json", "students"}


def _need_out(path: Path, out: Path) -> None:
    """Keep grades and pages away from files of anybody else's: pages that are out of date are removed there."""
    whole, into = path.resolve(), out.resolve()
    if whole.is_relative_to(into):
        raise WrongUse(f"--out {out} holds the submissions: choose another folder for the results.")
    if into.is_relative_to(whole) and into.parent != whole:
        raise WrongUse(f"--out {out} lies in a student's folder: choose another folder for the results.")
    try:
        names = {entry.name for entry in out.iterdir()} if out.is_dir() else set()
    except OSError as error:
        raise _cannot_write(out, error) from error
    if not names or ".lock" in names:
        return
    if into.is_relative_to(whole):
        raise WrongUse(f"--out {out} is a student's folder: choose another folder for the results.")
    if foreign := sorted(_OURS & names):
        raise WrongUse(f"--out {out} has a {foreign[0]} that is not the grader's: choose a new or an empty folder.")


def _cannot_write(out: Path, error: OSError) -> WrongUse:
    kept = "what is graded is kept, and the same command goes on from there once it can be written"
    return WrongUse(f"cannot write to {out} ({error.strerror}): {kept}.")


def _need_sandbox() -> None:
    from grader.sandbox import probe

    found = probe()
    if not found.available:
        why = "; ".join(sentence.rstrip(".") for sentence in found.missing)
        raise WrongUse(f"no sandbox for untrusted code: {why} (or trust the code and give --unsafe).")


def _suites(course: Course) -> Suites:
    from grader.batch.model import Suite

    return {
        topic.name: Suite(
            topic=topic.name,
            digest=topic.digest(),
            root=course.root,
            tests=topic.tests,
            modules=frozenset(topic.modules),
            handout=topic.handout,
        )
        for topic in course.topics
    }


Results = Annotated[Path, typer.Argument(metavar="RESULTS", help="Folder that `grader grade --out` wrote.")]


@export.command("csv")
def export_csv(
    results: Results,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File to write; standard output if not given.")
    ] = None,
) -> None:
    """Write a table for Canvas or Moodle: a row a student, a column a topic, and the total."""
    from grader.report.export.results import read_results
    from grader.report.export.wide import write_csv

    if left_empty := write_csv(read_results(results), out):
        told = ", ".join(f"{row.student} {row.topic}" for row in left_empty)
        _complain(f"left empty, since checks have no verdict (grade again, or by hand): {told}")


@export.command("gradescope")
def export_gradescope(
    results: Results,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for STUDENT/TOPIC/results.json.")],
) -> None:
    """Write what Gradescope reads of an autograder, for each student and topic."""
    from grader.report.export.gradescope import write_gradescope
    from grader.report.export.results import read_results

    count = write_gradescope(read_results(results), out)
    typer.echo(f"{out}: results.json of {count} submissions")


@export.command("nbgrader")
def export_nbgrader(
    results: Results,
    db: Annotated[
        str, typer.Option(metavar="URL", help="The gradebook's database: a SQLite file's path, or SQLAlchemy's URL.")
    ] = "gradebook.db",
    root: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="nbgrader's course folder, if not the one of the SQLite file or this one."),
    ] = None,
) -> None:
    """Write the grades into nbgrader's gradebook, a cell a check, for `nbgrader export` and formgrader."""
    _need_extra("exporting to nbgrader", "nbgrader", "sqlalchemy")
    from grader.report.export.gradebook import export_gradebook
    from grader.report.export.results import read_results

    tally = export_gradebook(read_results(results), db, root)
    typer.echo(
        f"{tally.submissions} submissions: {tally.new} grades are new, {tally.changed} changed, "
        f"{tally.by_hand} wait for a person."
    )
    if tally.unshown:
        _complain(f"formgrader can't show these names, though they have grades: {', '.join(tally.unshown)}")


if __name__ == "__main__":
    main()
