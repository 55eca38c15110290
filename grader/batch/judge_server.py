"""A warm judge: pytest collects a topic's checks once, and each submission is judged in a fork of that.

    python -m grader.batch.judge_server <sandbox> <supervisor's pid> <test file>...

The supervisor writes a line of JSON for each job to standard input and reads lines from standard output:

    <- {"ready": [check, ...]} or {"broken": "why"}
    -> {"job": 7, "submission": "/...", "into": "/.../7.json", "enough": null}       -> {"kill": 7}
    <- {"ended": 7, "status": 0}

Rules:
- The server runs no check itself and imports nothing of a student's; it forks, so that a check that wrecks its judge
  costs that submission only. It stays single-threaded, or forks would inherit locks that nobody releases.
- Results go to a file of the job's own, complete or not at all. No descriptor is open on it while checks run.
- Nobody outlives the supervisor: on Linux the kernel sees to it, elsewhere the end of standard input.
- Where processes can't fork, the server judges one submission by itself and ends.
"""

from __future__ import annotations

import gc
import json
import os
import random
import selectors
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from grader.batch.model import CAN_FORK, Enough
from grader.check import REMARK, Check, check_of
from grader.judge.warm import prepare_boxes
from grader.pytest_plugin import topic_of
from grader.result import PROPERTY, CheckResult


@dataclass(frozen=True)
class Job:
    """One submission to judge: where its clean copy lies and where the results go."""

    number: int
    submission: str
    into: Path
    enough: Enough | None = None

    @classmethod
    def of(cls, order: dict[str, Any]) -> Job:
        """Return what an order says."""
        enough = order["enough"]
        limit = enough and Enough(tuple(enough["kinds"]), enough["passes"])
        return cls(order["job"], order["submission"], Path(order["into"]), limit)


class Results:
    """What the checks of one submission said, by node id: the last word of a check counts, teardown included."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the result that our plugin has put into the report."""
        for name, value in report.user_properties:
            if name == PROPERTY and isinstance(value, dict):
                self._said[report.nodeid] = value

    def suffice(self, enough: Enough) -> bool:
        """Whether what was said so far is enough."""
        return enough.is_met((said["kind"], said["outcome"]) for said in self._said.values())

    def write(self, items: Sequence[pytest.Item], into: Path) -> None:
        """Write one result for each of these checks; one that said nothing is our fault, not the student's."""
        results = [self._said.get(item.nodeid) or asdict(described(item, mark)) for item, mark in marked(items)]
        part = into.with_suffix(".part")
        part.write_text(json.dumps(results), encoding="utf-8")
        part.replace(into)


def marked(items: Sequence[pytest.Item]) -> list[tuple[pytest.Item, Check]]:
    """Return the items that are checks, with their data."""
    pairs = [(item, check_of(getattr(item, "function", None))) for item in items]
    return [(item, mark) for item, mark in pairs if mark is not None]


def described(item: pytest.Item, mark: Check) -> CheckResult:
    """Return the result of a check that has not run, or not said anything; that a remark wasn't made is no fault."""
    if mark.kind == REMARK:
        return CheckResult(item.name, mark.title, REMARK, 0, 0, "passed")
    message = f"The check {item.name} ended without a verdict."
    public = "hidden" not in item.nodeid.partition("::")[0].split("/")
    return CheckResult(item.name, mark.title, mark.kind, 0, mark.points, "grader_error", message, public=public)


def in_order(items: Sequence[pytest.Item], enough: Enough | None) -> Sequence[pytest.Item]:
    """Return the checks in their order, or those first that can be enough: each has a guest of its own."""
    if enough is None:
        return items
    kinds = {item.nodeid: mark.kind for item, mark in marked(items)}
    return sorted(items, key=lambda item: kinds.get(item.nodeid) not in enough.kinds)


class Server:
    """The pytest plugin that serves jobs in the place of running what was collected."""

    def __init__(self, sandbox: str, orders: int, answers: IO[str]) -> None:
        self._sandbox = sandbox
        self._orders = orders
        self._answers = answers
        self._broken: list[str] = []
        self._results = Results()
        self._untidy = False
        self.served = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Set what every job has in common, and hear the checks' reports."""
        config.option.sandbox = self._sandbox
        config.pluginmanager.register(self._results)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember why a file of checks could not be collected."""
        if report.failed:
            print(report.longreprtext, file=sys.stderr)  # noqa: T201 - the log has the whole of it; pages get no source
            self._broken.append(f"{report.nodeid}: {_told(report.longreprtext)}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve until the supervisor closes the channel."""
        checks = [asdict(described(item, mark)) for item, mark in marked(session.items)]
        if self._broken or not checks:
            self.say({"broken": "\n".join(self._broken) or "there are no checks"})
        else:
            self._warm_up(session)
            self.say({"ready": checks})
            (self._serve if CAN_FORK else self._serve_once)(session)
        self.served = True
        return True

    def _warm_up(self, session: pytest.Session) -> None:
        """Do now, once, what each judge would do for itself."""
        for item, _ in marked(session.items):
            topic_of(item.path.parent)
        if self._sandbox == "box":
            prepare_boxes()

    def say(self, answer: dict[str, Any]) -> None:
        """Send one line to the supervisor."""
        self._answers.write(json.dumps(answer) + "\n")
        self._answers.flush()

    def _serve(self, session: pytest.Session) -> None:
        gc.collect()
        gc.freeze()  # a collection in a child would touch, and so copy, every page that it shares with the others
        children: dict[int, int] = {}  # pid -> job
        ended, wake = os.pipe()
        for descriptor in (ended, wake):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self._orders, selectors.EVENT_READ)
            selector.register(ended, selectors.EVENT_READ)
            rest = b""
            while True:
                ready = {key.fd for key, _ in selector.select()}
                if ended in ready:
                    os.read(ended, 4096)
                    self._reap(children)
                if self._orders in ready:
                    data = os.read(self._orders, 65536)
                    if not data:
                        break
                    *lines, rest = (rest + data).split(b"\n")
                    for line in lines:
                        self._obey(json.loads(line), session, children)
        for pid in children:
            _kill(pid)
        if self._sandbox == "box":
            _sweep()  # judges that died before this server began may have left boxes that were still ending then

    def _obey(self, order: dict[str, Any], session: pytest.Session, children: dict[int, int]) -> None:
        if "kill" in order:
            for pid, number in children.items():
                if number == order["kill"]:
                    _kill(pid)
            return
        job = Job.of(order)
        server = os.getpid()
        pid = os.fork()
        if pid:
            with suppress(OSError):  # the child does the same, whoever comes first
                os.setpgid(pid, pid)
            children[pid] = job.number
            return
        status = 70
        try:
            _become_a_judge(server)
            os.close(self._orders)
            self._answers.close()
            self._judge(session, job)
            status = 0
        except BaseException:  # a child must never return into the server's loop
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _reap(self, children: dict[int, int]) -> None:
        for pid in list(children):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                _kill(pid)  # the group: helpers of the judge that are still there
                self._untidy |= status != 0
                if self._untidy and self._sandbox == "box":
                    _sweep()
                self.say({"ended": children.pop(pid), "status": os.waitstatus_to_exitcode(status)})

    def _serve_once(self, session: pytest.Session) -> None:
        with os.fdopen(self._orders, encoding="utf-8") as orders:
            line = orders.readline()
        if line:
            order = json.loads(line)
            self._judge(session, Job.of(order))
            self.say({"ended": order["job"], "status": 0})

    def _judge(self, session: pytest.Session, job: Job) -> None:
        session.config.option.submission = job.submission
        random.seed()
        items = in_order(session.items, job.enough)
        for index, item in enumerate(items):
            following = items[index + 1] if index + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.shouldfail or session.shouldstop:
                break
            if job.enough is not None and self._results.suffice(job.enough):
                items = items[: index + 1]
                break
        _finish(session)
        self._results.write(items, job.into)


def _told(traceback: str) -> str:
    """Return the last line of a traceback as pytest prints it: what was raised."""
    lines = [line.removeprefix("E").strip() for line in traceback.splitlines() if line.startswith("E ")]
    return (lines or traceback.split("\n")[-1:])[-1]


def _finish(session: pytest.Session) -> None:
    """Let plugins end what they hold, the sandbox above all; the terminal's summary is for nobody."""
    manager = session.config.pluginmanager
    terminal = [plugin for plugin in [manager.get_plugin("terminalreporter")] if plugin is not None]
    manager.subset_hook_caller("pytest_sessionfinish", terminal)(session=session, exitstatus=pytest.ExitCode.OK)


def _sweep() -> None:
    """Remove what a judge that was killed couldn't; its box takes a while to end, so it is done at each end after."""
    from grader import sandbox  # where it can't be used it isn't needed

    sandbox.sweep()


def _kill(pid: int) -> None:
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def _become_a_judge(server: int) -> None:
    """Leave behind what belongs to the server: its signals, its group, its end."""
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    die_with(server)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent, which has the pid `parent`, ends (Linux; else nothing)."""
    if sys.platform != "linux":
        return
    import ctypes  # only here is it needed

    set_parent_death_signal = 1
    ctypes.CDLL(None, use_errno=True).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it has died before the kernel was asked
        os._exit(70)


def main(arguments: Sequence[str]) -> int:
    """Collect the given test files and serve. Returns pytest's exit code."""
    sandbox, supervisor, *rest = arguments
    die_with(int(supervisor))
    # What checks print must not get between the answers: both standard streams are taken away from them.
    orders, answers = os.dup(0), os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    server = Server(sandbox, orders, answers)
    fixed = [
        # Only these plugins: one that happens to be installed here must not reorder, rerun or colour a check.
        "--disable-plugin-autoload",
        *("-p", "racecourse", "-p", "timeout", "-p", "no:cacheprovider", "-p", "no:faulthandler"),
        "--capture=no",
        "-q",
        *("-c", os.devnull),
    ]
    code = pytest.main([*fixed, *rest], plugins=[server])
    if not server.served:
        server.say({"broken": f"pytest ended with code {int(code)} before any check; its output has the reason"})
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
