"""A small course whose checks read the submission's text themselves: judges without guests, quick and obedient.

`answer.py` of a submission says what its judge does: "right", "half", "die", "die once", "hang", or "hold", which
is right as soon as the course has no file `hold`. Each judged submission leaves a line in `judged.log`.
"""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.batch.model import Suite, Verdict
from grader.batch.scan import Scan

TOML = 'title = "Echo"\ntitle_zh = "回声"\nmodules = ["answer.py"]\nsupport = ["workloads.py"]\n'
PUBLIC = '''
import os, time
from pathlib import Path
import pytest
from grader import check

ROOT = Path(__file__).parents[2]

@pytest.fixture(scope="session")
def answer(request):
    folder = Path(request.config.option.submission)
    text = (folder / "answer.py").read_text().strip()
    with (ROOT / "judged.log").open("a") as log:
        log.write(f"{text}\\n")
    if text == "die" or (text == "die once" and (ROOT / "judged.log").read_text().count(text) == 1):
        os._exit(3)
    if text == "hang":
        while True:
            time.sleep(60)
    if text == "hold":
        while (ROOT / "hold").exists():
            time.sleep(0.01)
    return text

@check(points=4, kind="correctness", hints=("Look <b>again</b>.",))
def test_first(answer):
    """The answer is there."""
    assert answer
'''
HIDDEN = '''
from pathlib import Path
import pytest
from grader import check

@pytest.fixture(scope="session")
def answer(request):
    return (Path(request.config.option.submission) / "answer.py").read_text().strip()

@check(points=6, kind="faults")
def test_second(answer):
    """The answer is right."""
    assert answer != "half", "\\x1b[31mit is half <script>alert(1)</script>"
'''


@dataclass(frozen=True)
class SmallCourse:
    """The course on disk, and a folder of submissions beside it."""

    root: Path
    handed_in: Path

    def give(self, **answers: str) -> Path:
        """Hand in an answer for each student; returns the folder of submissions."""
        for student, answer in answers.items():
            folder = self.handed_in / student / "01_echo"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "answer.py").write_text(answer)
        return self.handed_in

    def judged(self) -> list[str]:
        """What was judged so far, in order."""
        log = self.root / "judged.log"
        return log.read_text().splitlines() if log.exists() else []

    def processes(self) -> list[int]:
        """Processes that have the course in their command line, this one apart."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if str(self.root).encode() in path.read_bytes() and int(path.parent.name) != os.getpid():
                    found.append(int(path.parent.name))
            except OSError:
                continue
        return found

    def until_gone(self) -> None:
        """Wait until none of these processes is left: they must end, and nothing is judged by how long they take."""
        deadline = time.monotonic() + 300
        while self.processes():
            assert time.monotonic() < deadline, "processes were left behind"
            time.sleep(0.01)


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    root = tmp_path / "course"
    topic = root / "assignments" / "01_echo"
    hidden = root / "tests" / "hidden" / "01_echo"
    for folder in (topic, hidden, tmp_path / "handed_in"):
        folder.mkdir(parents=True)
    (topic / "assignment.toml").write_text(TOML, encoding="utf-8")
    (topic / "answer.py").write_text("raise NotImplementedError\n")
    (topic / "workloads.py").write_text("")
    (topic / "test_01_echo.py").write_text(PUBLIC)
    (hidden / "test_01_echo_hidden.py").write_text(HIDDEN)
    return SmallCourse(root, tmp_path / "handed_in")


@pytest.fixture
def suite(course: SmallCourse) -> Suite:
    topic = course.root / "assignments" / "01_echo"
    return Suite(
        topic="01_echo",
        digest="1",
        root=course.root,
        tests=(
            topic / "test_01_echo.py",
            course.root / "tests" / "hidden" / "01_echo" / "test_01_echo_hidden.py",
        ),
        modules=frozenset({"answer.py"}),
        handout=frozenset({"workloads.py", "README.md"}),
    )


class Ear:
    """Remembers what a batch tells."""

    def __init__(self) -> None:
        self.reused: dict[str, bool] = {}

    def planned(self, scanned: Scan) -> None:
        pass

    def known(self, verdict: Verdict, *, reused: bool) -> None:
        self.reused[verdict.student] = reused


@pytest.fixture
def ear() -> Ear:
    return Ear()


MakeZip = Callable[..., Path]


@pytest.fixture
def make_zip(tmp_path: Path) -> MakeZip:
    """Make a zip of names and contents."""

    def make(path: Path, *entries: tuple[str | zipfile.ZipInfo, str | bytes]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries:
                archive.writestr(name, content)
        return path

    return make
