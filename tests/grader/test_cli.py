"""The command, as far as it needs no class to grade."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader import cli, sandbox


def make_course(root: Path) -> Path:
    for name in ("02_pool", "03_queue"):
        topic = root / "assignments" / name
        topic.mkdir(parents=True)
        (topic / "assignment.toml").write_text(f'title = "Title of {name}"\nmodules = ["m.py"]\n')
        (topic / f"test_{name}.py").write_text("")
    (root / "class" / "ann" / "03_queue").mkdir(parents=True)
    return root


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("grader 0.")


def test_topics_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["topics", "--course", str(make_course(tmp_path))]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["02_pool", "03_queue"]


def complaint(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.run(arguments) == 2
    came = capsys.readouterr()
    assert came.out == ""
    assert came.err.count("\n") == 1
    return came.err


def grade(root: Path) -> list[str]:
    return ["grade", str(root / "class"), "--out", str(root / "out"), "--course", str(root)]


def test_without_a_sandbox_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = sandbox.Probe(available=False, backend="bubblewrap", missing=("Install bubblewrap.", "Install setpriv."))
    monkeypatch.setattr(sandbox, "probe", lambda: lacking)
    said = complaint(grade(make_course(tmp_path)), capsys)
    assert "Install bubblewrap; Install setpriv" in said
    assert "--unsafe" in said
    assert not (tmp_path / "out").exists()


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "jinja2" else object())
    assert "pip install 'racecourse[ta]'" in complaint(grade(make_course(tmp_path)), capsys)


def test_an_old_python_is_told_so() -> None:
    assert cli.python_is_too_old((3, 10)) == "grader needs Python 3.11 or newer, and this is 3.10."
    assert cli.python_is_too_old((3, 11)) == ""


def test_the_command_starts_light_and_never_imports_the_guest() -> None:
    program = "import sys, grader.cli; print(*sorted(name for name in sys.modules if name.startswith('grader.')))"
    program += "; print('asyncio' in sys.modules, 'jinja2' in sys.modules, 'pytest' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == ["grader.check grader.cli grader.facts grader.usage", "False False False"]
