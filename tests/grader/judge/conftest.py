"""A student in each kind of place: boxed, forked without a box, and a process for each guest."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader import sandbox
from grader.judge.cold import ColdHost
from grader.judge.host import Host, Place, can_fork
from grader.judge.student import Student
from grader.judge.warm import WarmHost

Make = Callable[[str], Student]


def host_of(kind: str, place: Place) -> Host:
    if kind == "cold":
        return ColdHost(place)
    if not can_fork():
        pytest.skip("this system has no safe fork")
    if kind == "box" and not sandbox.probe().available:
        pytest.skip(f"no sandbox here: {'; '.join(sandbox.probe().missing)}")
    return WarmHost(place, boxed=kind == "box")


@pytest.fixture(params=["box", "none", "cold"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Make a student of a program's source, with a `workloads.py` of ours beside it."""
    folder, ours = tmp_path / "submission", tmp_path / "ours"
    folder.mkdir()
    ours.mkdir()
    (ours / "workloads.py").write_text(
        "def fail(x):\n    raise ValueError(f'planned {x}')\n\ndef double(x):\n    return 2 * x\n"
    )
    hosts: list[Host] = []
    students: list[Student] = []

    def made(source: str) -> Student:
        (folder / "program.py").write_text(textwrap.dedent(source))
        hosts.append(host_of(request.param, Place(folder, (ours / "workloads.py",))))
        students.append(Student(hosts[-1], ["program"]))
        students[-1].load()
        return students[-1]

    yield made
    for student in students:
        student.close()
    for host in hosts:
        host.close()


@pytest.fixture
def place(request: pytest.FixtureRequest) -> str:
    """Which kind of place `make` uses in this test."""
    return str(request.node.callspec.params["make"])
