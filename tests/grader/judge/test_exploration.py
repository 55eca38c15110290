"""Explorations across the wall: races are found, shrunk, confirmed and told; right programs pass with a count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.describe import Blocks, Limits, call, do, get, new, probe
from grader.facts import Inconclusive
from grader.judge.explained import Explained
from grader.judge.host import Place, can_fork
from grader.judge.memory import Memory, Setting
from grader.judge.outcome import Outcome
from grader.judge.student import Student
from grader.judge.warm import WarmHost
from tests.grader.judge.failing import failure

pytestmark = pytest.mark.skipif(not can_fork(), reason="the cold host is tested elsewhere")

PROGRAM = """
import random
import threading
import time

class Racy:
    def __init__(self):
        self.value = 0
    def add(self, by):
        self.value += by

class Locked(Racy):
    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()
    def add(self, by):
        with self.lock:
            super().add(by)

class Forgetful(Locked):
    def add(self, by):
        self.lock.acquire()
        self.value += by

class Box:
    def __init__(self):
        self.items, self.filled = [], threading.Condition()
    def put(self, item):
        with self.filled:
            self.items.append(item)
            self.filled.notify()
    def put_quietly(self, item):
        with self.filled:
            self.items.append(item)
    def get(self):
        with self.filled:
            while not self.items:
                self.filled.wait()
            return self.items.pop(0)

def one_then_other(one, other):
    with one.lock:
        with other.lock:
            pass

def together(work, threads):
    made = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    for thread in made:
        thread.start()
    for thread in made:
        thread.join()

def one_by_one(work, threads):
    for n in range(threads):
        thread = threading.Thread(target=work, args=(n,))
        thread.start()
        thread.join()

def under_lock(work, lock=threading.Lock()):
    with lock:
        return work()

def dies():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()

def leaves():
    threading.Thread(target=threading.Event().wait).start()

class Pair:
    def __init__(self):
        self.one = self.other = 0
    def move(self):
        self.one += 1
        self.other += 1

class LockedPair(Pair):
    def __init__(self):
        super().__init__()
        self.lock = threading.RLock()
    def move(self):
        with self.lock:
            super().move()
    def both(self):
        with self.lock:
            return self.one, self.other

class Flag:
    def __init__(self):
        self.up = False
    def wait(self):
        while not self.up:
            pass
    def wave(self):
        self.up = True

def spins(flag=[]):
    while not flag:
        pass

def waits_for_real():
    import os
    reading, writing = os.pipe()
    os.read(reading, 1)

def forks(times):
    import multiprocessing
    return [multiprocessing.Queue() and number for number in range(times)]

def gambles():
    import os
    return os.urandom(8)

class Refusing:
    def __init__(self):
        self.value, self.lock = 0, threading.Lock()
    def add(self, by):
        if by < 0:
            raise ValueError(by)
        with self.lock:
            self.value += by

class Served:
    def __init__(self):
        self.value, self.wanted, self.done = 0, threading.Semaphore(0), threading.Semaphore(0)
        self.free, self.by = threading.Lock(), 0
        threading.Thread(target=self.serve, daemon=True).start()
    def serve(self):
        while True:
            self.wanted.acquire()
            self.value += self.by
            self.done.release()
    def add(self, by):
        with self.free:
            self.by = by
            self.wanted.release()
            self.done.acquire()

def naps():
    time.sleep(3600)
    return time.monotonic()

def stop():
    raise SystemExit(3)

async def stop_soon():
    raise SystemExit(3)
"""


class Positive:
    def __init__(self) -> None:
        self.value = 0

    def add(self, by: int) -> None:
        if by < 0:
            raise ValueError
        self.value += by


class Sum:
    def __init__(self) -> None:
        self.value = 0

    def add(self, by: int) -> None:
        self.value += by


class Fifo:
    def __init__(self) -> None:
        self.items: list[object] = []

    def put(self, item: object) -> None:
        self.items.append(item)

    def get(self) -> object:
        if not self.items:
            raise Blocks
        return self.items.pop(0)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmHost]:
    folder = tmp_path_factory.mktemp("submission")
    (folder / "program.py").write_text(PROGRAM)
    made = WarmHost(Place(folder), boxed=False)
    yield made
    made.close()


@pytest.fixture
def student(host: WarmHost) -> Iterator[Student]:
    made = Student(host, ["program"])
    made.load()
    yield made
    made.close()


def adding(kind: str) -> dict[str, Any]:
    return {"on": new(f"program.{kind}"), "threads": [[do("add", 1)], [do("add", 2)]], "then": [get("value")]}


def test_a_lost_update_is_found_and_told(student: Student) -> None:
    found = failure(lambda: student.explore(**adding("Racy")).must_match(Sum))
    assert isinstance(found, Explained)
    story = found.story
    assert story.pattern == "lost update"
    assert {step.source for step in story.steps} == {"self.value += by"}
    assert [step.thread for step in story.steps] == [0, 1, 0]
    assert story.expected == ("value gives 3",)
    assert story.schedule.count(">") == 1
    assert any("in two threads at the same time" in note for note in story.notes)


def test_what_a_search_can_not_shrink_in_time_loses_the_switches_that_it_does_not_need(
    student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.judge.exploration._SHRINKING", 1)
    threads = [[do("add", 1), do("add", 2)], [do("add", 4)], [do("add", 8)]]
    for seed in (16, 29, 38):  # leaving out one at a time would end with four or five
        monkeypatch.setattr("grader.judge.student.secrets.randbelow", {1 << 30: seed}.get)
        runs = student.explore(new("program.Racy"), threads=threads, then=[get("value")], limits=Limits(preemptions=0))
        found = failure(lambda runs=runs: runs.must_match(Sum))  # type: ignore[misc]  # mypy can't tell its type
        assert isinstance(found, Explained)
        assert found.story.schedule.count(">") <= 3, "a switch into the middle, one back, and what that makes needful"


def test_a_right_program_says_how_far_the_search_went(student: Student) -> None:
    student.explore(**adding("Locked")).must_match(Sum)
    assert "schedules with up to 2 preemptions" in student.notes[-1]
    student.explore(**adding("Locked"), limits=Limits(schedules=5)).must_match(Sum)
    assert re.fullmatch(r"no failing schedule among \d+ schedules of 2 programs", student.notes[-1])
    assert len(student.notes) == 1
    student.setting.again()
    student.notes.clear()
    student.explore(**adding("Locked"), limits=Limits(schedules=5)).must_match(Sum)
    assert student.notes == ["no failing schedule among 5 schedules"], "a check that begins anew forgets the others"


def test_a_lock_that_is_never_given_back(student: Student) -> None:
    found = failure(lambda: student.explore(**adding("Forgetful")).must_match(Sum))
    assert "waits for ever" in str(found)
    assert isinstance(found, Explained)
    assert found.story.pattern == "a lock that is never given back"


def test_what_comes_after_the_threads_hides_no_lost_wakeup(student: Student) -> None:
    for ask in (lambda runs: runs.must_match(Fifo), lambda runs: runs.must_end()):
        runs = student.explore(
            new("program.Box"),
            threads=[[do("get")], [do("put_quietly", 1)]],
            then=[do("put", 2)],
            limits=Limits(walks=9),
        )
        found = failure(lambda ask=ask, runs=runs: ask(runs))  # type: ignore[misc]  # mypy can't tell their types
        assert str(found) == "get() waits, and no other thread lets it go on; only put(2), after all threads, did"
        assert isinstance(found, Explained)
        assert found.story.pattern == "blocked for ever"
    runs = student.explore(new("program.Box"), threads=[[do("get")]], then=[do("put", 2)])
    runs.must_all(lambda outcome: "" if outcome.rescued else "not rescued", may_be_rescued=True)
    runs = student.explore(new("program.Box"), threads=[[do("get")], [do("put", 1)]], then=[do("put", 2), do("get")])
    runs.must_match(Fifo)


def test_a_complaint_alone_judges_who_waits_for_ever(student: Student) -> None:
    def explored(complaint: Callable[[Outcome], str]) -> None:
        runs = student.explore(new("program.Box"), threads=[[do("get")]])
        runs.must_all(complaint, alone=True)

    explored(lambda outcome: "" if outcome.blocked else "not blocked")
    found = failure(lambda: explored(lambda outcome: f"{outcome.blocked[0].op} should not wait"))
    assert str(found) == "get() should not wait"
    assert isinstance(found, Explained)


@pytest.mark.parametrize("function", ["stop", "stop_soon"])
def test_what_ends_programs_is_told_as_an_exception(student: Student, function: str) -> None:
    runs = student.explore(threads=[[call(f"program.{function}")]], limits=Limits(walks=3))
    found = failure(lambda: runs.must_all(lambda outcome: str(outcome.results[0])))
    assert str(found) == f"{function}() raises SystemExit (3)"


def test_locks_in_two_orders(student: Student) -> None:
    one, two = new("program.Locked"), new("program.Locked")
    threads = [[call("program.one_then_other", one, two)], [call("program.one_then_other", two, one)]]
    found = failure(lambda: student.explore(threads=threads).must_end())
    assert isinstance(found, Explained)
    assert found.story.pattern == "lock-order deadlock"
    assert sum("waits for ever" in step.note for step in found.story.steps) == 2


def test_waiting_is_right_where_the_model_waits(student: Student) -> None:
    student.explore(new("program.Box"), threads=[[do("get")], [do("put", 1)], [do("get")]]).must_match(Fifo)
    found = failure(lambda: student.explore(new("program.Box"), threads=[[do("get")]]).must_end())
    assert "get() waits for ever" in str(found)


def test_overlap(student: Student) -> None:
    work = probe("work")
    student.explore(threads=[[call("program.together", work, 3)]]).must_overlap(work, 3)
    serial = failure(lambda: student.explore(threads=[[call("program.one_by_one", work, 3)]]).must_overlap(work, 2))
    assert "never" in str(serial) or "more than 1" in str(serial)
    assert isinstance(serial, Explained)
    assert any("thread.join()" in step.source for step in serial.story.steps)
    held = failure(lambda: student.explore(threads=[[call("program.under_lock", work)]]).must_hold_no_lock_in(work))
    assert "a lock is held while work runs" in str(held)


def test_what_is_left_over_fails(student: Student) -> None:
    died = failure(lambda: student.explore(threads=[[call("program.dies")]]).must_end())
    assert "ZeroDivisionError" in str(died)
    left = failure(lambda: student.explore(threads=[[call("program.leaves")]]).must_end())
    assert "a thread of yours never ended" in str(left)
    student.patience(cpu=0.5)
    busy = failure(lambda: student.explore(threads=[[call("program.spins")]]).must_end())
    assert "can't be explored" in str(busy)
    assert "line 89" in str(busy) or "while not flag" in str(busy) or "pass" in str(busy)


def test_invariants_are_looked_at_from_outside_at_every_point(student: Student) -> None:
    runs = student.explore(new("program.Pair"), threads=[[do("move")], [do("move")]], always=[get("one"), get("other")])
    states = {state for outcome in runs.outcomes() for state in outcome.observed}
    assert {(0, 0), (1, 0), (1, 1), (2, 2)} <= states
    runs = student.explore(new("program.LockedPair"), threads=[[do("move")], [do("move")]], always=[do("both")])
    assert {state for outcome in runs.outcomes() for state in outcome.observed} == {((0, 0),), ((1, 1),), ((2, 2),)}


def test_spinning_is_seen(student: Student) -> None:
    found = failure(lambda: student.explore(new("program.Flag"), threads=[[do("wait")], [do("wave")]]).must_not_spin())
    assert "again and again" in str(found)
    student.explore(new("program.Box"), threads=[[do("get")], [do("put", 1)]]).must_not_spin()


def test_a_daemon_thread_may_serve_an_object(student: Student) -> None:
    student.explore(**adding("Served"), limits=Limits(schedules=200)).must_match(Sum)


def test_operations_that_touch_nothing_shared(student: Student) -> None:
    program = new("program.Refusing")
    threads = [[do("add", -1), do("add", -2), do("add", 1)], [do("add", -3), do("add", -4)]]
    student.explore(program, threads=threads, then=[get("value")]).must_match(Positive)


def test_what_waits_for_real_is_said_to_be_beyond_the_machine(student: Student) -> None:
    student.patience(quiet=0.5)
    found = failure(lambda: student.explore(threads=[[call("program.waits_for_real")]]).must_end())
    assert "can't be explored" in str(found)
    assert "os.read(reading, 1)" in str(found)


def test_a_block_for_what_may_be_beyond_the_machine(student: Student) -> None:
    student.patience(quiet=0.5)
    for beyond in (call("program.waits_for_real"), call("program.forks", 1)):
        student.notes.clear()
        with student.if_explorable():
            student.explore(threads=[[beyond]]).must_end()
            pytest.fail("the rest of the block is left out")
        (note,) = student.notes
        assert note.startswith("judged without trying other orders of your threads: ")
        assert student.program.forks(2) == [0, 1], "the check goes on, on the real machine"
    assert "it uses multiprocessing.Queue (program.py, line " in student.notes[0]


def test_a_block_hides_no_failure(student: Student) -> None:
    def ask() -> None:
        with student.if_explorable():
            student.explore(**adding("Racy")).must_match(Sum)

    assert "no order of the calls" in str(failure(ask))


def test_the_library_is_simulated_in_descriptions_too(student: Student) -> None:
    box = new("queue.Queue", 1)
    runs = student.explore(
        threads=[[box.do("put", 1), box.do("put", 2)], [call("time.sleep", 3600), box.do("get")]], then=[box.do("get")]
    )
    runs.must_all(lambda outcome: "" if outcome.then[0].value == 2 else str(outcome.then[0]))


def test_chance_is_no_verdict(student: Student) -> None:
    seen: list[object] = []

    def complaint(outcome: Any) -> str:
        seen.append(outcome.results[0].value)
        return "a new value" if len(seen) == 1 else ""

    with pytest.raises(Inconclusive, match="did not do the same twice"):
        student.explore(threads=[[call("program.gambles")]]).must_all(complaint)


def test_an_hour_takes_no_time_and_is_exact(student: Student) -> None:
    runs = student.explore(threads=[[call("program.naps")]])
    runs.must_all(lambda outcome: "" if outcome.results[0].value == 3600.0 else str(outcome.results[0]))


def test_a_failing_schedule_is_tried_first_next_time(student: Student, tmp_path: Path) -> None:
    memory = Memory(tmp_path)

    def explore(kind: str) -> Any:
        student.setting = Setting("test_it", memory=memory)
        return student.explore(**adding(kind))

    first = failure(lambda: explore("Racy").must_match(Sum))
    assert isinstance(first, Explained)
    assert memory.get("test_it") == first.story.schedule
    again = failure(lambda: explore("Racy").must_match(Sum))
    assert "still there" in str(again)
    explore("Locked").must_match(Sum)
    assert memory.get("test_it") == ""
    assert "does no harm any more" in student.notes[-1]


def test_one_schedule_alone(student: Student) -> None:
    student.setting = Setting("test_it", schedule="-")
    student.explore(**adding("Racy")).must_match(Sum)
    assert student.notes[-1] == "nothing fails in the schedule -"
    student.setting = Setting("test_it", schedule="1.2>2")
    found = failure(lambda: student.explore(**adding("Racy")).must_match(Sum))
    assert isinstance(found, Explained)
    assert found.story.schedule == "1.2>2"


def test_guests_after_the_first_that_explores_find_the_machine_loaded(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import sys\ndef loaded():\n    return 'grader.guest.sim.explorer' in sys.modules\n"
    )
    host = WarmHost(Place(tmp_path), boxed=False)
    found = []
    for explores in (True, False):
        student = Student(host, ["program"])
        student.load()
        found.append(student.program.loaded())
        if explores:
            student.explore(threads=[[call("program.loaded")]])
        student.close()
    host.close()
    assert found == [False, True]
