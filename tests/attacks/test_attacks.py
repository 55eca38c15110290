"""The corpus against the wall: each hostile submission on each backend, in one batch with honest ones between them.

What holds everywhere: no point, nothing lost, no verdict that blames the kit, no hang, honest work graded as ever, and
nothing left behind. What only a box promises: nothing of the machine is read, changed, filled or reached; programs
that need one for that say so (`# needs: sandbox`) and are not run without.
"""

from __future__ import annotations

import csv
import fcntl
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest
from markdown_it import MarkdownIt

from grader.sandbox import probe
from tests.attacks import grading
from tests.attacks.corpus import LITTER, Program, programs
from tests.attacks.grading import BACKENDS, HONEST, OTHER, STUB, Graded

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="untrusted code is graded on Linux only")

CORPUS: Final = tuple(programs())
GROUPS: Final = {program.name.partition("_")[0] for program in CORPUS}
_BOUNDED: Final = ("bomb_", "daemon_", "signal_", "kernel_cgroup")
"""What a cgroup could make a difference for."""
_CHECKS: Final = 9
_LONGEST: Final = 20_000  # characters of a message
_FORGED: Final = ("Score: 100 / 100", "all")  # heading and table cell of feedback_markdown.py

Batch = Callable[[str], Graded]


def _runs(backend: str, program: Program) -> bool:
    if backend == "none":
        return not program.needs_sandbox
    return backend == "box" or program.name.startswith(_BOUNDED)


CASES: Final = [
    pytest.param(backend, program, id=f"{backend}-{program.name}")
    for backend in BACKENDS
    for program in CORPUS
    if _runs(backend, program)
]


@pytest.fixture(scope="session")
def batch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Grade what the chosen tests need, once for each backend, whichever of pytest-xdist's workers comes first."""
    wanted: dict[str, dict[str, Program]] = {backend: {} for backend in BACKENDS}
    for item in request.session.items:
        call = getattr(item, "callspec", None)
        if call is not None and "program" in call.params:
            wanted[call.params["backend"]][call.params["program"].name] = call.params["program"]
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "attacks"
    shared.mkdir(exist_ok=True)
    known: dict[str, Graded | Exception] = {}

    def graded(backend: str) -> Graded:
        if backend not in known:
            _skip_without(backend)
            chosen = list(wanted[backend].values()) or [program for program in CORPUS if _runs(backend, program)][:3]
            with (shared / f"{backend}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                try:
                    known[backend] = grading.stored(
                        shared / f"{backend}.json", lambda: grading.grade(backend, chosen, shared / backend)
                    )
                except Exception as error:  # a batch that failed isn't run again for the next test
                    known[backend] = error
        found = known[backend]
        if isinstance(found, Exception):
            pytest.fail(f"the batch could not be graded: {type(found).__name__}: {found}")
        return found

    return graded


def _skip_without(backend: str) -> None:
    if backend == "none":
        return
    if not probe().available:
        pytest.skip(f"no sandbox here: {' '.join(probe().missing)}")
    if backend == "rlimits":
        if os.geteuid() != 0:
            pytest.skip("only root can hide the cgroups of this machine")
        look = "from grader.sandbox import probe; print(*probe().remarks)"
        done = subprocess.run(
            grading.without_cgroups([sys.executable, "-c", look]), capture_output=True, text=True, check=False
        )
        if "No writable cgroup" not in done.stdout:
            pytest.skip(f"the cgroups of this machine could not be hidden: {done.stdout}{done.stderr}")


@pytest.mark.parametrize(("backend", "program"), CASES)
def test_attack_gains_nothing(batch: Batch, backend: str, program: Program) -> None:
    graded = batch(backend)
    rows = graded.of(program.name)
    assert len(rows) == _CHECKS, f"{len(rows)} rows of {_CHECKS} are there"
    gained = {row["check"]: row["points"] for row in rows if row["points"] and row["check"] not in program.earns}
    assert gained == {}
    odd = [(row["check"], row["outcome"], row["message"]) for row in rows if row["check"] not in program.earns]
    assert [told for told in odd if told[1] not in {"failed", "todo"}] == []
    assert grading.find_breaches(graded, program.name) == []
    assert max(len(row["message"]) for row in rows) <= _LONGEST


@pytest.mark.parametrize("backend", BACKENDS)
class TestBatch:
    def test_honest_work_beside_gets_all_its_points(self, batch: Batch, backend: str) -> None:
        honest = {row["student"] for row in batch(backend).rows if row["student"].endswith(HONEST)}
        assert OTHER in honest
        for student in honest:
            rows = batch(backend).of(student)
            assert {row["outcome"] for row in rows} == {"passed"}, (student, rows)
            assert sum(row["points"] for row in rows) == 100

    def test_honest_stub_is_todo(self, batch: Batch, backend: str) -> None:
        assert {(row["outcome"], row["points"]) for row in batch(backend).of(STUB)} == {("todo", 0)}

    @pytest.mark.long  # it is the first that wants the batch
    def test_run_ends_well(self, batch: Batch, backend: str) -> None:
        assert batch(backend).code == 0, batch(backend).printed[-2000:]

    def test_nothing_is_read(self, batch: Batch, backend: str) -> None:
        assert grading.find_secrets(batch(backend)) == []
        assert batch(backend).leaked == []

    def test_machine_is_unharmed(self, batch: Batch, backend: str) -> None:
        assert batch(backend).harm == []

    def test_nothing_is_left(self, batch: Batch, backend: str) -> None:
        assert batch(backend).left == []

    def test_grades_are_a_plain_table(self, batch: Batch, backend: str) -> None:
        graded = batch(backend)
        with (graded.out / "grades.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert {row["student"] for row in rows} == {row["student"] for row in graded.rows}
        earning = {program.name for program in CORPUS if program.earns}
        attacks = [row for row in rows if not row["student"].endswith(HONEST) and row["student"] not in earning]
        assert {row["score"] for row in attacks} == {"0"}

    def test_feedback_is_harmless_in_a_terminal(self, batch: Batch, backend: str) -> None:
        graded = batch(backend)
        texts = {name: text.decode() for name, text in graded.files().items() if _is_text(name)}
        texts["results"] = "\n".join(row["message"] for row in graded.rows)
        texts["standard output"] = graded.printed
        for name, text in texts.items():
            odd = {char for char in text if not char.isprintable() and char not in "\n\t\u200c\u200d"}
            assert not odd, f"{name} has {odd}"

    def test_feedback_is_harmless_in_a_browser(self, batch: Batch, backend: str) -> None:
        for name, page in _pages(batch(backend)):
            browser = _Browser()
            browser.feed(page)
            assert browser.obeyed == [], name


class _Browser(HTMLParser):
    """Notes what a browser would do for an attack: run its script, fetch or offer its address, show its grades."""

    def __init__(self) -> None:
        super().__init__()
        self.obeyed: list[str] = []
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        for name, value in attrs:
            if "alert(" in (value or "") or "192.0.2.1" in (value or "") or LITTER in (value or ""):
                self.obeyed.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data: str) -> None:
        if self._tag == "script" and "alert(" in data:
            self.obeyed.append(f"<script>{data[:100]}")
        if self._tag in {"h1", "th", "td"} and data.strip() in _FORGED:
            self.obeyed.append(f"<{self._tag}>{data[:100]}")


def _is_text(name: str) -> bool:
    return Path(name).suffix in {".csv", ".json", ".html", ".md", ".log"}


def _pages(graded: Graded) -> Iterator[tuple[str, str]]:
    """Yield every page as HTML; Markdown as an ordinary renderer that lets HTML through makes it."""
    for name, content in graded.files().items():
        if name.endswith(".html"):
            yield name, content.decode()
        elif name.endswith(".md"):
            yield name, MarkdownIt("commonmark").enable("table").render(content.decode())


def test_corpus_is_whole() -> None:
    assert len(CORPUS) >= 45
    assert len({program.aim for program in CORPUS}) == len(CORPUS)


def test_browser_sees_what_is_raw() -> None:
    browser = _Browser()
    browser.feed("<script>alert(1)</script><img src=x onerror=alert(1)><a href=http://192.0.2.1>x</a><td>all</td>")
    assert len(browser.obeyed) == 4
    harmless = _Browser()
    harmless.feed("<p>&lt;script&gt;alert(1)&lt;/script&gt; http://192.0.2.1</p>")
    assert harmless.obeyed == []


def test_threat_model_names_what_exists() -> None:
    text = (grading.REPOSITORY / "docs" / "threat-model.md").read_text()
    own = Path(__file__).read_text()
    for name in re.findall(r"`([^`]+)`", text):
        if name.startswith("tests/") and "<" not in name:
            assert (grading.REPOSITORY / name).exists(), name
        elif re.fullmatch(r"(?:TestBatch::)?test_\w+", name):
            assert f"def {name.rpartition(':')[2]}(" in own, name
        elif re.fullmatch(rf"(?:{'|'.join(GROUPS)})_(?:\w+|\*)", name):
            assert [program for program in CORPUS if fnmatch(program.name, name)], name
