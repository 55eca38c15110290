"""How a wait ends, with the machine played by the test."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest

from grader.judge.patience import Patience, Watch
from grader.procfs import Sample

WALL = 0.1


def finding(monkeypatch: pytest.MonkeyPatch, *, share: float, cpu: float = 20.0) -> str:
    """Watch one endless thread that gets this share of a processor, and a look each 0.05 s by its own count."""
    looks = (
        Sample(runnable=1, stalled=0, busy_ns=50_000_000 * n, cpu_ns=int(50_000_000 * n * share), threads=1)
        for n in itertools.count()
    )
    clock = (0.05 * n for n in itertools.count())
    monkeypatch.setattr("grader.judge.patience.procfs", SimpleNamespace(sample=lambda pids: next(looks)))
    monkeypatch.setattr("grader.judge.patience.time", SimpleNamespace(monotonic=lambda: next(clock)))
    return Watch(lambda: [1]).wait(lambda seconds: False, Patience(cpu=cpu, wall=WALL))


def test_who_had_the_machine_and_gave_no_answer_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    assert finding(monkeypatch, share=1.0) == "late"


def test_who_had_to_wait_for_the_machine_gets_more_time_to_be_told_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    assert finding(monkeypatch, share=0.3, cpu=2.2 * WALL * 0.3) == "endless"


def test_who_had_hardly_any_of_it_stays_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert finding(monkeypatch, share=0.3) == "unknown"


def test_looks_come_less_often_while_all_is_quiet_but_never_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    waits: list[float] = []

    def finished(seconds: float) -> bool:
        nonlocal now
        now += seconds
        waits.append(seconds)
        return False

    asleep = Sample(runnable=0, stalled=0, busy_ns=0, cpu_ns=0, threads=1)
    monkeypatch.setattr(
        "grader.judge.patience.procfs", SimpleNamespace(sample=lambda pids: asleep, states=lambda pid: {})
    )
    monkeypatch.setattr("grader.judge.patience.time", SimpleNamespace(monotonic=lambda: now))
    assert Watch(lambda: [1]).wait(finished, Patience(quiet=3.0)) == "blocked"
    assert max(waits) == pytest.approx(0.1)
    assert len(waits) < 3.0 / 0.02 / 3
    assert 3.0 <= sum(waits) < 3.3
