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
from typing import Annotated, Final

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

from grader.usage import WrongUse, cannot_write, need_extra, need_folder, need_out, need_sandbox  # noqa: E402 - as above

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
export = typer.Typer(no_args_is_help=True, help="Hand the results of a graded class on to other tools.")
app.add_typer(export, name="export")

GRADED, OURS_FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


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
    need_extra("grading", "jinja2", "sqlalchemy")
    from grader.batch.lock import exclusive
    from grader.batch.progress import Progress
    from grader.batch.run import Order, default_jobs
    from grader.batch.run import grade as grade_batch
    from grader.batch.suites import suites
    from grader.course import Course
    from grader.report.files import write
    from grader.report.model import report_of
    from grader.report.summary import summarise

    gc.freeze()
    gc.enable()
    found = Course.find(course)
    chosen = tuple(dict.fromkeys(found.topic(name).name for name in topic or ()))
    need_folder(path)
    need_out(path, out)
    if not unsafe:
        need_sandbox()
    order = Order(
        path=path,
        out=out,
        suites=suites(found.topics),
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
            raise cannot_write(out, error) from error
        report = report_of(verdicts, {each.name: each.title for each in found.topics}, progress.strays)
        try:
            page = write(report, out)
        except OSError as error:
            raise cannot_write(out, error) from error
    summarise(report, page)
    return OURS_FAILED if any(row.outcome == "grader_error" for row in report.rows) else GRADED


@app.command()
def check_topic(  # noqa: PLR0917 - options of a command, which typer passes by name
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Topics; all, if none is named.")] = None,
    runs: Annotated[int, typer.Option(metavar="N", min=1, help="Gradings of each right and wrong answer.")] = 3,
    jobs: Annotated[int, typer.Option(metavar="N", min=0, help="Answers judged at once; 0 is two a core.")] = 0,
    mutants: Annotated[
        bool, typer.Option("--mutants/--no-mutants", help="Grade changed copies of the reference, too, or don't.")
    ] = True,
    static: Annotated[bool, typer.Option("--static", help="Only look at the files, and grade nothing.")] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Run answers without a sandbox, with all your rights.")
    ] = False,
    course: CourseFolder = None,
) -> int:
    """Check what an author wrote: files, handouts, points, answers, and which slips the checks would not notice.

    Ends with 1 when there is something to mend, or a mutant that survives and is not marked as equivalent.
    """
    from grader.batch.proof import Wish, look_at, prove
    from grader.course import Course
    from grader.report.proof import summarise

    found = Course.find(course)
    chosen = [found.topic(name) for name in dict.fromkeys(names or ())] or list(found.topics)
    if not chosen:
        raise WrongUse(f"{found.root} has no topic: `grader new-topic 20_words` lays out one.")
    if static:
        return summarise([look_at(topic, found.topics) for topic in chosen])
    need_extra("checking topics", "jinja2", "sqlalchemy")
    if not unsafe:
        need_sandbox()
    wish = Wish(runs=runs, jobs=jobs, mutants=mutants, sandbox="none" if unsafe else "box")
    try:
        return summarise(prove(chosen, found.topics, wish))
    except KeyboardInterrupt:
        _complain("interrupted; nothing is kept.")
        return INTERRUPTED


@app.command()
def new_topic(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Two digits and words, such as 20_sockets.")],
    title: Annotated[str, typer.Option(metavar="TEXT", help="Its title; the words of its name, if not given.")] = "",
    title_zh: Annotated[str, typer.Option(metavar="TEXT", help="Its title in Chinese.")] = "",
    course: CourseFolder = None,
) -> None:
    """Lay out a topic that works: a small example to be replaced bit by bit."""
    from grader.course import Course
    from grader.course.new import lay_out

    root = Course.find(course).root
    for path in lay_out(root, name, title, title_zh):
        typer.echo(path.relative_to(root).as_posix())
    typer.echo(f"It is an example that works. Replace it bit by bit; `grader check-topic {name}` says what is missing.")


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
    need_extra("exporting to nbgrader", "nbgrader", "sqlalchemy")
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
