"""How many processes are at work at the same time, seen from outside."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest

from grader.facts import CheckFailed, Inconclusive
from grader.judge.crowd import Crowd
from grader.judge.student import Student
from tests.load import busy_loops

Make = Callable[[str], Student]

PROGRAM = """
import time
from multiprocessing import Pool, Process, Semaphore
from multiprocessing.pool import ThreadPool

def work(_=None):
    end = time.thread_time() + SECONDS
    while time.thread_time() < end:
        pass

def shared(processes):
    with Pool(processes) as pool:
        pool.map(work, range(8), chunksize=1)

def renewed(processes):
    with Pool(processes, maxtasksperchild=1) as pool:
        pool.map(work, range(8), chunksize=1)

def work_in_turn(turn):
    with turn:
        work()

def in_turn(processes):
    turn = Semaphore(processes)
    workers = [Process(target=work_in_turn, args=(turn,)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

def one_by_one(processes):
    with Pool(processes) as pool:
        for _ in range(8):
            pool.apply(work)

def threads(count):
    with ThreadPool(count) as pool:
        pool.map(work, range(8))

def nothing(_):
    pass
"""


def program(seconds: float = 0.05) -> str:
    """Return the program whose pieces of work use so much CPU time."""
    return PROGRAM.replace("SECONDS", str(seconds))


def watched(student: Student, function: str, workers: int) -> Crowd:
    running = student.start(getattr(student.program, function), workers)
    crowd = student.crowd(running)
    running.result()
    return crowd


@pytest.mark.parametrize("loops", [0, 4])
@pytest.mark.parametrize("function", ["shared", "renewed", "in_turn"])
def test_workers_that_share_the_work_are_seen_on_any_machine(make: Make, function: str, loops: int) -> None:
    with busy_loops(loops) if loops else nullcontext():
        assert said_of(make, function) == "passed"


@pytest.mark.parametrize("loops", [0, 4])
def test_workers_in_turn_are_seen_on_any_machine(make: Make, loops: int) -> None:
    with busy_loops(loops) if loops else nullcontext():
        assert "should be at work at the same time" in said_of(make, "one_by_one")


def said_of(make: Make, function: str) -> str:
    """Return the first verdict on work that takes longer and longer: a longer look tells more."""
    for seconds in (0.05, 0.2, 0.8):
        crowd = watched(make(program(seconds)), function, 2)
        try:
            crowd.must_have_been(2, pieces=8)
        except Inconclusive:
            continue
        except CheckFailed as error:
            return str(error)
        return "passed"
    return "unclear"


@pytest.mark.parametrize(("in_turn", "is_right"), [(True, False), (False, True)])
def test_cpu_time_tells_where_the_machine_keeps_all_waiting(
    monkeypatch: pytest.MonkeyPatch, in_turn: bool, is_right: bool
) -> None:
    """Both workers could run at every look, one of them only to go to sleep."""
    caller, first, other = 1, 2, 3
    used = {caller: 0, first: 0, other: 0}
    monkeypatch.setattr("grader.judge.crowd.procfs.cpu_ns", used.__getitem__)
    monkeypatch.setattr("grader.judge.crowd.procfs.states", lambda pid: {pid: "S" if pid == caller else "R"})
    looks = 0

    def ended(_: float) -> bool:
        nonlocal looks
        worker = first if (looks // 10 if in_turn else looks) % 2 else other  # a piece takes ten looks of CPU time
        used[worker] += 4_000_000
        looks += 1
        return looks > 80

    crowd = Crowd(caller, lambda: [caller, first, other])
    assert crowd.watch(ended, 60.0)
    if is_right:
        crowd.must_have_been(2, pieces=8)
    else:
        with pytest.raises(CheckFailed, match="worked one after the other"):
            crowd.must_have_been(2, pieces=8)


@pytest.mark.parametrize(
    ("looks", "verdict"),
    [
        ({1: 9}, CheckFailed),
        ({1: 30, 2: 9}, CheckFailed),
        ({1: 5, 2: 4}, Inconclusive),
        ({1: 60, 2: 40}, Inconclusive),
        ({1: 2, 2: 7}, None),
    ],
)
def test_few_looks_have_a_verdict_only_where_chance_has_no_say(
    looks: dict[int, int], verdict: type[Exception] | None
) -> None:
    crowd = Crowd(1, lambda: [1])
    crowd.calm.update(looks)
    crowd._used = [{2: used * 10**7, 3: used * 10**7} for used in range(25)]
    with pytest.raises(verdict) if verdict else nullcontext():
        crowd.must_have_been(2, pieces=8)


def test_looks_too_rare_to_tell_workers_in_turn_have_no_verdict() -> None:
    crowd = Crowd(1, lambda: [1])
    crowd.calm.update({2: 20})
    crowd._used = [{2: used * 10**8, 3: used * 10**8} for used in range(3)]
    with pytest.raises(Inconclusive):
        crowd.must_have_been(2, pieces=8)


@pytest.mark.parametrize("loops", [0, 4])
def test_too_many_workers_are_seen_on_any_machine(make: Make, loops: int) -> None:
    with busy_loops(loops) if loops else nullcontext():
        crowd = watched(make(program()), "shared", 4)
    with pytest.raises(CheckFailed, match=r"with workers=2 there were [34] processes"):
        crowd.must_have_been(2, pieces=8)


@pytest.mark.parametrize(
    ("function", "started", "said"),
    [
        ("one_by_one", 2, "mostly there was 1"),
        ("shared", 1, "mostly there was 1"),
        ("threads", 2, "the caller did the work"),
    ],
)
def test_what_is_not_shared_out_is_told(make: Make, function: str, started: int, said: str) -> None:
    crowd = watched(make(program()), function, started)
    with pytest.raises(CheckFailed, match=said):
        crowd.must_have_been(2, pieces=8)


@pytest.mark.parametrize("loops", [0, 4])
def test_a_call_that_is_over_at_once_has_no_verdict(make: Make, loops: int) -> None:
    with busy_loops(loops) if loops else nullcontext():
        crowd = watched(make(program()), "nothing", 2)
    with pytest.raises(Inconclusive):
        crowd.must_have_been(2, pieces=8)


def test_where_nothing_can_be_seen_nothing_is_said() -> None:
    crowd = Crowd(1, list)
    assert crowd.watch(lambda _: True, 1.0)
    crowd.must_have_been(2, pieces=8)
