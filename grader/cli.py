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

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)

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

    command = typer.main.get_command(app)
    try:
        if "" in arguments:
            raise WrongUse("one of the arguments is empty: is it a variable that was never set?")  # noqa: TRY301
        return int(command.main(arguments, prog_name="grader", standalone_mode=False) or 0)
    except (WrongUse, BatchError, CourseError) as error:
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
    _need_extra()
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
    _need_folder(path)
    _need_out(path, out)
    if not unsafe:
        _need_sandbox()
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
            raise _cannot_write(out, error) from error
        report = report_of(verdicts, {each.name: each.title for each in found.topics}, progress.strays)
        try:
            page = write(report, out)
        except OSError as error:
            raise _cannot_write(out, error) from error
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
    _need_extra()
    if not unsafe:
        _need_sandbox()
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


def _need_extra() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("jinja2", "sqlalchemy") if find_spec(name) is None]
    if missing:
        raise WrongUse(f"grading needs {' and '.join(missing)}: run `pip install 'racecourse[ta]'`.")


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


if __name__ == "__main__":
    main()
