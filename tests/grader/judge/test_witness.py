"""Witnesses, gates, latches and balances: what the judge sees of calls from student code."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

import pytest

from grader import wire
from grader.facts import CheckFailed, Hung
from grader.judge.student import Student
from grader.judge.switchboard import MAX_AT_ONCE

Make = Callable[[str], Student]

WORKERS = """
import multiprocessing, os, threading, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

def here(func, items): return [func(item) for item in items]

def threads(func, items, n):
    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(func, items))

def processes(func, items, n, method):
    with multiprocessing.get_context(method).Pool(n) as pool:
        found = pool.map(func, items, chunksize=1)
        pool.close(); pool.join()
        return found

def late(func, items):
    # one worker is at work long before the other begins
    lock = multiprocessing.get_context("fork").Lock()
    with multiprocessing.get_context("fork").Pool(2, initializer=burn_second, initargs=(lock,)) as pool:
        return pool.map(func, items, chunksize=1)

def burn_second(lock):
    if not lock.acquire(block=False):
        while time.process_time() < 0.5: pass

def in_turn(func, items):
    # one of two workers waits while the other works
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(1) as two:
        return [pool.submit(func, item).result() for pool, item in zip([one, two] * len(items), items)]

def pid(): return os.getpid()
"""


@pytest.fixture
def student(make: Make) -> Student:
    return make(WORKERS)


def test_a_witness_answers_by_its_secret_and_sees_who_calls(student: Student, place: str) -> None:
    witness = student.witness()
    assert student.program.here(witness, [1, (2, "x")]) == [witness.value(1), witness.value((2, "x"))]
    assert witness.value(1) != student.witness().value(1)
    assert [call.args for call in witness.calls] == [(1,), ((2, "x"),)]
    assert (witness.count, witness.peak, len(witness.pids)) == (2, 1, 1)
    if sys.platform.startswith("linux") and place != "cold":
        assert witness.pids == {student._guest.pid}  # the kernel's number, not that of the box


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_witness_is_called_from_worker_processes(student: Student, method: str) -> None:
    witness = student.witness(lambda x: x + 1)
    assert student.program.processes(witness, list(range(8)), 2, method) == list(range(1, 9))
    assert student.program.pid() not in witness.pids
    assert 1 <= len(witness.pids) <= 2
    assert all(call.ended is not None and call.began <= call.ended for call in witness.calls)


def test_an_exception_of_a_witness_is_raised_where_it_was_called(student: Student) -> None:
    def refuse(x: object) -> object:
        raise ValueError(f"no {x}")

    for call in (student.program.here, lambda f, i: student.program.processes(f, i, 2, "fork")):
        with pytest.raises(ValueError, match="no 1"):
            call(student.witness(refuse), [1])
    assert student.unseen() == []


def test_a_latch_opens_when_threads_meet(student: Student) -> None:
    latch = student.latch(threads=3)
    assert student.program.threads(latch, [1, 2, 3, 4], 3) == [latch.value(x) for x in (1, 2, 3, 4)]
    latch.must_have_opened()
    assert latch.most == 3


def test_a_latch_lets_a_serial_loop_go_and_says_so(student: Student) -> None:
    latch = student.latch(threads=2)
    assert student.program.here(latch, [1, 2]) == [latch.value(1), latch.value(2)]
    with pytest.raises(CheckFailed, match="never more than 1: each call ended before the next one began"):
        latch.must_have_opened()
    with pytest.raises(CheckFailed, match="never called"):
        student.latch(processes=2).must_have_opened()


def test_threads_are_not_processes(student: Student, place: str) -> None:
    if place == "cold":
        pytest.skip("without the kernel's word, a process is what it says it is")
    latch = student.latch(processes=2)
    student.program.threads(latch, [1, 2], 2)
    with pytest.raises(CheckFailed, match=r"never more than 1 \(and 2 calls\)"):
        latch.must_have_opened()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_latch_opens_when_processes_meet(student: Student, method: str) -> None:
    latch = student.latch(processes=2)
    student.program.processes(latch, [1, 2, 3], 2, method)
    latch.must_have_opened()


def test_a_gate_holds_calls_until_it_lets_them_go(student: Student) -> None:
    gate = student.gate()
    pending = student.start(student.program.threads, gate, [1, 2, 3], 3)
    gate.wait_for(3, pending)
    gate.release_args(2)
    assert pending.blocked()
    assert [call.args for call in gate.calls if call.ended is not None] == [(2,)]
    gate.release()
    assert pending.blocked()
    assert gate.inside == gate.held == 1
    gate.open()
    assert pending.result() == [gate.value(x) for x in (1, 2, 3)]


def test_a_gate_counts_what_it_holds_and_not_what_it_has_let_go(student: Student) -> None:
    gate = student.gate()
    pending = student.start(student.program.threads, gate, [1, 2, 3, 4], 2)
    gate.wait_for(2, pending)
    gate.release(2)
    assert gate.held == 0 or gate.count > 2  # at once, though the calls themselves may take their time to end
    gate.wait_for(2, pending)
    assert gate.count == 4
    gate.release(3)  # one more than there are: the next call goes through
    pending.result()
    pending = student.start(student.program.here, gate, [5, 6])
    gate.wait_for(1, pending)
    assert [call.args for call in gate.calls if call.ended is None] == [(6,)]
    gate.open()
    pending.result()


def test_a_gate_that_waits_in_vain_says_how_many_came(student: Student) -> None:
    gate = student.gate()
    pending = student.start(student.program.here, gate, [1, 2])
    with pytest.raises(CheckFailed, match=r"2 calls .* but there were 1 when all of your code was waiting"):
        gate.wait_for(2, pending)
    gate.open()
    pending.result()


def test_a_gate_does_not_wait_for_a_call_that_has_ended(student: Student) -> None:
    gate = student.gate()
    gate.release_args(1)
    pending = student.start(student.program.here, gate, [1])
    with pytest.raises(
        CheckFailed, match=r"2 calls .* but there were 0 when your function returned \(it was called 1 times in all\)"
    ):
        gate.wait_for(2, pending)
    with pytest.raises(TypeError, match="not iterable"):
        gate.wait_for(2, student.start(student.program.here, gate, 7))


def test_a_gate_tells_a_loop_without_end_from_waiting(make: Make, place: str) -> None:
    if place == "cold":
        pytest.skip("the gate is the same")
    student = make("def spin(func):\n    func(1)\n    while True: pass")
    student.patience(cpu=0.5)
    gate = student.gate()
    gate.release()
    with pytest.raises(Hung, match=r"a call .* but there were 0, while your code kept the processor busy"):
        gate.wait_for(1, student.start(student.program.spin, gate))


def test_balance_tells_shared_work_from_work_of_one(student: Student, place: str) -> None:
    if place == "cold":
        pytest.skip("without the kernel's word, a process is what it says it is")
    shared = student.balance(cpu=0.03)
    student.program.processes(shared, list(range(6)), 2, "fork")
    shared.must_be(1.5)
    lonely = student.balance(cpu=0.03)
    student.program.threads(lonely, list(range(4)), 2)
    with pytest.raises(CheckFailed, match="one of them did"):
        lonely.must_be(1.3)
    with pytest.raises(CheckFailed, match="never called"):
        student.balance().must_be(1.3)


def test_balance_is_not_the_machines_doing(student: Student, place: str) -> None:
    if place == "cold":
        pytest.skip("without the kernel's word, a process is what it says it is")
    shared = student.balance(cpu=0.03)
    student.program.late(shared, list(range(6)))
    shared.must_be(1.5)
    in_turn = student.balance(cpu=0.03)
    student.program.in_turn(in_turn, list(range(4)))
    with pytest.raises(CheckFailed, match="never 2 processes at work at the same time"):
        in_turn.must_be(1.3)


def test_nonsense_on_the_line_is_no_evidence_and_breaks_nothing(student: Student) -> None:
    witness = student.witness()
    address = witness.told["address"]
    assert isinstance(address, list)
    frames: list[bytes] = [
        b"",
        b"GET / HTTP/1.0\r\n\r\n",
        b"\xff" * 4,
        wire.pack({}),
        wire.pack({"witness": 1, "key": "guess", "args": []}),
        wire.pack({"witness": 99, "key": witness.told["key"], "args": []}),
        wire.pack({"witness": 1, "key": witness.told["key"], "args": 3}),
        wire.pack({"witness": 1, "key": witness.told["key"], "args": [{"q": 1}]}),
    ]
    for frame in frames:
        assert _dial(student, address, frame) == b""
    assert witness.count == 0
    assert student.program.here(witness, [1]) == [witness.value(1)]


def _dial(student: Student, address: list[object], data: bytes) -> object:
    """Let student code ring the judge with bytes of its own."""
    target = tuple(address[1:]) if address[0] == "tcp" else address[1]
    family = socket.AF_INET if address[0] == "tcp" else socket.AF_UNIX
    line = student.new("socket.socket", int(family))
    try:
        line.connect(target)
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        return line.recv(100)
    except OSError:
        return b""  # the judge has hung up already
    finally:
        line.close()


def test_more_callers_than_any_answer_needs_are_turned_away(make: Make, place: str) -> None:
    if place == "cold":
        pytest.skip("the switchboard is the same")
    student = make(
        """
        import socket
        def many(name, count):
            lines = []
            for _ in range(count):
                line = socket.socket(socket.AF_UNIX); line.connect(name); lines.append(line)
            return sum(line.recv(1) == b"" for line in lines[-10:])
        """
    )
    witness = student.witness()
    address = witness.told["address"]
    assert isinstance(address, list)
    assert student.program.many(address[1], MAX_AT_ONCE + 10) == 10
    assert witness.count == 0
