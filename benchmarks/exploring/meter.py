"""A pytest plugin that writes down what each check used and said, a line of JSON a check.

    pytest -p benchmarks.exploring.meter --meter FILE ...

CPU time is that of the control group in which all of it runs (see `benchmarks.common.run`): pytest, the warm guest and
each of its forks.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import pytest

from benchmarks.common import own_cpu
from grader.judge.student import Student
from grader.result import PROPERTY

_EXPLORED: Final[list[str]] = []
_explore = Student.explore


def _noted(self: Student, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever a check explores
    _EXPLORED.append("once more")
    return _explore(self, *arguments, **options)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--meter", type=Path, metavar="FILE", help="write what each check used to FILE")


def pytest_configure() -> None:
    Student.explore = _noted  # type: ignore[method-assign]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure one check from its set-up to the end of its guest."""
    _EXPLORED.clear()
    before = own_cpu()
    done = yield
    told = {
        "check": item.name,
        "cpu": own_cpu() - before,
        "explorations": len(_EXPLORED),
        **_found.pop(item.nodeid, {}),
    }
    with item.config.option.meter.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told) + "\n")
    return done


_found: Final[dict[str, dict[str, Any]]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what the check said; a set-up that failed says it as well."""
    for name, value in report.user_properties:
        if name == PROPERTY and isinstance(value, dict):
            kept = {key: value[key] for key in ("kind", "outcome", "message", "story")}
            story = kept.pop("story")
            lines = [(step["file"], step["line"]) for step in story["steps"]] if story else []
            told = {"pattern": story["pattern"], "schedule": story["schedule"], "lines": lines} if story else None
            _found[str(report.nodeid)] = {**kept, "story": told}
