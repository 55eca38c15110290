"""The pytest plugin: the `student` fixture, its options, and the report at the end. Thin: the work is elsewhere.

A check is an ordinary pytest test that `@check` has marked. Its verdict travels as a user property of its report, so it
passes through pytest-xdist, and through a batch's judge, like everything else in a report.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from grader.check import REMARK, check_of
from grader.course import Course, CourseError, Topic
from grader.explore.schedule import Schedule
from grader.facts import CheckFailed, Inconclusive, told_of
from grader.judge import verdict
from grader.judge.cold import ColdHost
from grader.judge.host import Host, Place, can_fork, preload_of
from grader.judge.memory import Memory, Setting
from grader.judge.student import Student
from grader.judge.verdict import Compared, Finding
from grader.judge.warm import WarmHost
from grader.result import PROPERTY, CheckResult

_TRIES: Final = 3
_OUTER_TIMEOUT: Final = 900
_NAMED: Final = 5


class Submission:
    """The submission of one topic under test: its host, and what is already known to be wrong with all of it."""

    def __init__(self, topic: Topic, folder: Path, *, sandbox: str) -> None:
        self.topic = topic
        self.folder = folder
        self.broken: Exception | None = None
        self._sandbox = sandbox
        self._host: Host | None = None

    def student(self) -> Student:
        """Return the student's code in a fresh guest; raises what its import raised, found once for all checks."""
        if self.broken is not None:
            raise self.broken
        student = Student(self.host, [Path(name).stem for name in self.topic.modules])
        loaded = False
        try:
            student.load()
            loaded = True
        except Inconclusive as error:
            self.broken = error  # it would take its minutes once more, and again for each check
            raise
        except Exception as error:
            if told_of(error) is not None or isinstance(error, CheckFailed):
                self.broken = self._cannot_import(error)
                raise self.broken from None
            raise
        finally:
            if not loaded:
                student.close()
        return student

    @property
    def host(self) -> Host:
        """Where the guests live; started when it is first needed."""
        if self._host is None:
            support = tuple(self.topic.folder / name for name in self.topic.support)
            handed_in = [self.folder / name for name in self.topic.modules]
            place = Place(self.folder, support, preload_of([*handed_in, *support]))
            if self._sandbox == "inline":
                from grader.judge.inline import InlineHost

                self._host = InlineHost(place)
            elif self._sandbox == "box":
                self._host = WarmHost(place, boxed=True)
            elif self._sandbox == "none" and can_fork():
                self._host = WarmHost(place, boxed=False)
            else:
                self._host = ColdHost(place)
        return self._host

    def _cannot_import(self, error: Exception) -> CheckFailed:
        missing = [name for name in self.topic.modules if not (self.folder / name).is_file()]
        if missing:
            return CheckFailed(f"{missing[0]} is missing in what was handed in{self._instead()}")
        told = told_of(error)
        if told is None:
            return CheckFailed(f"{', '.join(self.topic.modules)} can't be imported: {error}")
        said = f"{told.name}: {told.message}" if told.message else told.name
        return CheckFailed(f"{', '.join(self.topic.modules)} can't be imported: {said}\n{told.traceback}")

    def _instead(self) -> str:
        """Say what lies where a module should: a misspelt name, or a zip that nobody unpacked."""
        try:
            names = sorted(
                entry.name
                for entry in self.folder.iterdir()
                if entry.name not in self.topic.handout and entry.name[0] not in "._"
            )
        except OSError:
            return ""
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        return f", which has {', '.join(names[:_NAMED])}{more}" if names else ""

    def close(self) -> None:
        """End the host."""
        if self._host is not None:
            self._host.close()
            self._host = None


_SUBMISSIONS: Final = pytest.StashKey[dict[tuple[str, str], Submission]]()
_COMPARED: Final = pytest.StashKey[Compared | None]()
_RESULTS: Final = pytest.StashKey[list[tuple[str, CheckResult]]]()
_FOLDER: Final = "racecourse folder"
"""Name of the user property under which a test report says in which folder its check lies."""
_FINDING: Final = pytest.StashKey[tuple[Finding, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the kit's options."""
    group = parser.getgroup("racecourse")
    group.addoption("--submission", metavar="DIR", help="judge the files in DIR instead of those beside the checks")
    group.addoption(
        "--sandbox",
        choices=("none", "box", "cold"),
        default="none",
        help="where student code runs: a plain process (default), a sandbox, or a new process for each check",
    )
    group.addoption(
        "--inline", action="store_true", help="run student code in this process, for breakpoint() and --pdb"
    )
    group.addoption(
        "--schedule", default="", metavar="STR", help="explore only this order of threads, as a failure's report has it"
    )
    group.addoption("--hints", type=int, default=1, metavar="N", help="show the first N hints of a failed check")


def pytest_configure(config: pytest.Config) -> None:
    """Make room for what is found."""
    config.stash[_SUBMISSIONS] = {}
    config.stash[_RESULTS] = []
    config.stash[_COMPARED] = None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Guard each check from outside, and keep pytest's own traceback of a check away from students."""
    checks = [item for item in items if check_of(getattr(item, "function", None))]
    for item in checks:
        item.add_marker(pytest.mark.timeout(_OUTER_TIMEOUT))
    if checks and len(checks) == len(items):
        config.option.tbstyle = "no"
        if reporter := config.pluginmanager.get_plugin("terminalreporter"):
            reporter.reportchars = ""


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Iterator[Student]:
    """The student's code, across the wall."""
    submission = _submission(request.config, request.path)
    made = submission.student()
    at_home = not request.config.option.submission  # what is graded is left as it is
    made.setting = Setting(
        check=request.node.name,
        schedule=_schedule(request.config.option.schedule),
        memory=Memory(submission.folder) if at_home else None,
    )
    yield made
    made.close()


def _schedule(text: str) -> str:
    try:
        return str(Schedule.parse(text)) if text else ""
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None


@cache
def topic_of(folder: Path) -> Topic:
    """Return the topic whose checks lie in the folder, public or hidden; read once."""
    try:
        return Course.find(folder).topic(folder.name)
    except CourseError as error:
        raise pytest.UsageError(str(error)) from None


def _submission(config: pytest.Config, test: Path) -> Submission:
    topic = topic_of(test.parent)
    folder = Path(config.option.submission or topic.folder).resolve()
    known = config.stash[_SUBMISSIONS]
    key = (topic.name, str(folder))
    if key not in known:
        known[key] = Submission(topic, folder, sandbox="inline" if config.option.inline else config.option.sandbox)
    return known[key]


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Run a check; see what died unseen, and try again with a fresh guest where the machine's noise had a say."""
    student = pyfuncitem.funcargs.get("student")
    if not isinstance(student, Student):
        return (yield)
    pyfuncitem.config.stash[_COMPARED] = None
    try:
        returned = yield
        _look_for_unseen(student)
    except Inconclusive:
        returned = _again(pyfuncitem, student)
    finally:
        pyfuncitem.stash[_FINDING] = (verdict.passed(student.notes), student.output)
    return returned


def _again(item: pytest.Function, student: Student) -> object:
    for tries_left in reversed(range(_TRIES - 1)):
        student.again()
        student.setting.again()
        student.notes.clear()
        try:
            item.obj(**{name: item.funcargs[name] for name in item._fixtureinfo.argnames})
            _look_for_unseen(student)
        except Inconclusive:
            if not tries_left:
                raise
        else:
            return True
    raise AssertionError("unreachable")


def _look_for_unseen(student: Student) -> None:
    if unseen := student.unseen():
        found = verdict.of_unseen(unseen[0])
        raise CheckFailed(f"{found.message}\n{found.details}")


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: object, right: object) -> None:
    """Remember both sides of a failed comparison for the report."""
    if op == "==":
        config.stash[_COMPARED] = Compared(left, right)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn how a check ended into its result, and put that on the report."""
    report = yield
    check = check_of(getattr(item, "function", None))
    if check is None or (report.when != "call" and report.passed) or report.when == "teardown":
        return report
    found, output = item.stash.get(_FINDING, (verdict.PASSED, ""))
    # An answer that can't even be imported is none to make remarks on.
    if call.excinfo is not None and (check.kind != REMARK or report.when == "call"):
        found = verdict.find(call.excinfo.value, str(item.path), item.config.stash[_COMPARED])
    public = item.path.parent.parent.name == "assignments"
    done = verdict.result(item.name, check, found, output=output, public=public)
    report.user_properties += [(_FOLDER, str(item.path.parent)), (PROPERTY, asdict(done))]
    if check.kind == REMARK:
        report.outcome, report.longrepr = "passed", None
    elif report.failed:
        report.longrepr = f"{done.title}: {done.message}"
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect results, also those that come from pytest-xdist's workers."""
    told: dict[str, Any] = dict(report.user_properties)
    if PROPERTY in told:
        _collected.append((told[_FOLDER], CheckResult.of(told[PROPERTY])))


_collected: list[tuple[str, CheckResult]] = []
"""Each result with the folder of its check: a node id has no folder where pytest's root is that folder itself."""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """End what still runs."""
    for submission in session.config.stash.get(_SUBMISSIONS, {}).values():
        submission.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the report of the checks."""
    if not _collected:
        return
    from grader.report.terminal import Section, render

    by_topic: dict[str, list[CheckResult]] = {}
    topics: dict[str, Topic] = {}
    for folder, found in _collected:
        topic = topic_of(Path(folder))
        topics[topic.name] = topic
        by_topic.setdefault(topic.name, []).append(found)
    sections = [
        Section(name, topic.title, by_topic[name], {kind: topic.hidden[kind] for kind in topic.hidden})
        for name, topic in topics.items()
    ]
    render(sections, hints=config.option.hints, colour=terminalreporter.hasmarkup, width=terminalreporter._tw.fullwidth)
