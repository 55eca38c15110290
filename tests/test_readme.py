"""The README is right: its commands exist, and what it shows of a student's run is what a student sees."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli import run

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def shown(marker: str) -> str:
    found = re.search(rf"<!-- {marker} -->\n```\n(.*?)\n```\n", README, re.DOTALL)
    assert found, f"README has no block {marker!r}"
    return found[1]


def report(topic: str, submission: Path, *options: str) -> str:
    """Return the kit's own part of what pytest prints, numbers that differ in each run made alike."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"assignments/{topic}", *options]
    done = subprocess.run(
        [*command, "--submission", str(submission)],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return alike(re.split(r"\n\n?=+ \d", done.stdout.partition(f"\n{topic}  ")[2])[0])


def alike(text: str) -> str:
    return re.sub(r"\d{3,}", "N", " ".join(text.replace("# <- fault", "").split()))


@pytest.mark.parametrize(
    ("marker", "folder"),
    [
        ("student: stub", "assignments/03_queue"),
        ("student: wrong", "solutions/03_queue/wrong/completion_order"),
    ],
)
def test_a_students_run_looks_as_the_readme_shows_it(marker: str, folder: str) -> None:
    assert report("03_queue", ROOT / folder) == alike(shown(marker).partition("03_queue  ")[2])


def test_a_race_is_told_as_the_readme_shows_it() -> None:
    said = report("05_counter", ROOT / "solutions/05_counter/wrong/no_lock", "-k", "test_no_change_is_lost")
    assert said == alike(shown("student: race").partition("05_counter  ")[2])


def test_make_targets_and_options_of_the_readmes_exist(capsys: pytest.CaptureFixture[str]) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert run(["grade", "--help"]) == 0
    usage = capsys.readouterr().out
    for readme in (README, (ROOT / "README.zh.md").read_text(encoding="utf-8")):
        for target in re.findall(r"^make (\w+)", readme, re.MULTILINE):
            assert f"\n{target}:" in makefile
        for option in set(re.findall(r"`(--(?:topic|jobs|fresh|unsafe))`", readme)):
            assert option in usage


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md", "docs/design.md", "docs/topics.md"])
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_exports_of_the_readmes_exist(capsys: pytest.CaptureFixture[str]) -> None:
    commands = re.findall(r"^\$ grader export (\w+)(.*)$", shown("ta: export"), re.MULTILINE)
    assert [name for name, _ in commands] == ["nbgrader", "csv", "gradescope"]
    assert shown("ta: export") in (ROOT / "README.zh.md").read_text(encoding="utf-8")
    for name, arguments in [*commands, ("nbgrader", "--root")]:
        assert run(["export", name, "--help"]) == 0
        usage = capsys.readouterr().out
        assert all(option in usage for option in re.findall(r"--\w+", arguments))
