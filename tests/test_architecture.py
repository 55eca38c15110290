"""Data flows one way: the import arrows of the packages, and what runs beside student code."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

GRADER: Final = Path(__file__).resolve().parent.parent / "grader"

ARROWS: Final = {
    "facts": set(),
    "check": set(),
    "describe": set(),
    "explore": set(),
    "result": set(),
    "wire": {"facts"},
    "guest": {"facts", "wire", "explore"},
    "procfs": set(),
    "sandbox": {"procfs"},
    "judge": {"facts", "result", "wire", "check", "describe", "procfs", "sandbox"},
    "report": {"facts", "result"},
    "course": {"facts", "result", "check", "judge", "sandbox"},
    "batch": {"facts", "result", "check", "procfs", "judge", "sandbox", "course", "report", "pytest_plugin"},
    "usage": {"sandbox"},
    "cli": {"usage", "facts", "result", "judge", "sandbox", "course", "batch", "report"},
    "pytest_plugin": {"facts", "result", "check", "explore", "judge", "sandbox", "course", "report"},
    "__init__": {"facts", "check", "describe"},
}
EXCEPTIONS: Final = {("judge/inline.py", "guest")}
"""Inline is the guest in the judge's own process, for debugging only."""

STUDENT_SIDE: Final = ("facts.py", "wire.py", "check.py", "__init__.py", "describe.py", "explore", "guest")


def modules() -> list[Path]:
    return sorted(GRADER.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where data flows"
            if node.module == "grader":
                yield from (f"grader.{alias.name}" for alias in node.names)
            else:
                yield str(node.module)


def part_of(path: Path) -> str:
    return path.relative_to(GRADER).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(GRADER).as_posix())
def test_imports_follow_the_arrows(path: Path) -> None:
    part = part_of(path)
    used = {name.split(".")[1] for name in imports(path) if name.startswith("grader.")}
    known = {(path.relative_to(GRADER).as_posix(), other) for other in used} & EXCEPTIONS
    assert used - {part} - {other for _, other in known} <= ARROWS[part]


@pytest.mark.parametrize("name", STUDENT_SIDE)
def test_what_runs_beside_student_code_is_standard_library_only(name: str) -> None:
    root = GRADER / name
    for path in [root] if root.is_file() else sorted(root.rglob("*.py")):
        foreign = {used.split(".")[0] for used in imports(path)} - sys.stdlib_module_names - {"grader"}
        assert not foreign, path


def test_every_part_has_arrows() -> None:
    assert {part_of(path) for path in modules()} == set(ARROWS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(GRADER).as_posix())
def test_modules_stay_small_and_say_what_they_are(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 330
    assert not source.strip() or ast.get_docstring(ast.parse(source)), "a module opens with its idea"
