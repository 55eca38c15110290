"""Whose turn it is: while the judge's own threads are late, as on a busy machine, the student's side is not quiet."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from grader.judge.channel import Channel
from grader.judge.student import Student
from grader.judge.switchboard import Switchboard

Make = Callable[[str], Student]

PROGRAM = "def call(func): return func(1)\ndef nothing(): pass"
LATE = 0.6  # several times what is quiet enough in these tests


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Callable[[type, str], None]:
    """Have the judge's threads come late to a method, as the machine may."""

    def make_late(owner: type, name: str) -> None:
        method = getattr(owner, name)

        def starved(*args: object) -> object:
            time.sleep(LATE)
            return method(*args)

        monkeypatch.setattr(owner, name, starved)

    return make_late


@pytest.mark.parametrize("name", ["_greet", "_serve", "_answer", "_say"])
def test_who_calls_the_judge_waits_for_the_judge(make: Make, late: Callable[[type, str], None], name: str) -> None:
    student = make(PROGRAM)
    student.patience(quiet=0.2)
    late(Switchboard, name)
    witness = student.witness()
    assert student.program.call(witness) == witness.value(1)


def test_who_was_let_go_is_waited_for(make: Make, late: Callable[[type, str], None]) -> None:
    student = make(PROGRAM)
    gate = student.gate()
    late(Switchboard, "_say")
    pending = student.start(student.program.call, gate)
    gate.wait_for(1)
    assert pending.blocked()
    gate.release()
    assert not pending.blocked()


def test_a_result_that_has_come_is_waited_for(make: Make, late: Callable[[type, str], None]) -> None:
    student = make(PROGRAM)
    late(Channel, "_take")
    assert not student.start(student.program.nothing).blocked()
    pending = student.start(student.program.nothing)
    student.settle()
    assert pending.done()
