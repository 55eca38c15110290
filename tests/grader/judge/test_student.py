"""Across the wall: what a check gets from student code, and what it never gets."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress

import pytest

from grader import procfs
from grader.facts import CheckFailed, GuestDied, Hung, StudentError, told_of
from grader.judge.student import Student

Make = Callable[[str], Student]


def test_plain_results_and_arguments_cross(make: Make) -> None:
    student = make("def echo(*args, **kwargs): return args, kwargs")
    args = (None, True, -1, 2.5, "é", b"\0", [1], (2,), {3}, frozenset({4}), {5: [6]}, float("-inf"))
    assert student.program.echo(*args, key=[()]) == (args, {"key": [()]})


def test_a_result_that_is_not_plain_is_an_error_and_no_proxy(make: Make) -> None:
    source = "class Liar(int):\n    def __eq__(self, other): return True\n\n"
    student = make(source + "def lie(): return Liar(3)\ndef gen(): yield 1")
    assert type(student.program.lie()) is int
    assert student.program.lie() != 4
    with pytest.raises(TypeError, match="generator is not plain data"):
        student.program.gen()


def test_exceptions_come_back_by_name_with_the_students_own_lines(make: Make) -> None:
    student = make(
        """
        class Closed(LookupError): pass
        def outer(): inner()
        def inner(): raise Closed("done")
        def builtin(): return {}["key"]
        """
    )
    with pytest.raises(StudentError) as caught:
        student.program.outer()
    assert isinstance(caught.value, LookupError)
    assert (caught.value.name, caught.value.message) == ("Closed", "done")
    assert "program.py, line 3, in outer" in caught.value.traceback
    assert "session.py" not in caught.value.traceback
    with pytest.raises(KeyError, match="key"):
        student.program.builtin()
    with student.raises("LookupError"):
        student.program.outer()
    with pytest.raises(CheckFailed, match="not Closed"), student.raises("Other"):
        student.program.outer()


@pytest.mark.parametrize("error", ["SystemExit(0)", "KeyboardInterrupt()", "GeneratorExit()"])
def test_what_ends_programs_ends_one_call_only(make: Make, error: str) -> None:
    student = make(f"def stop(): raise {error}\ndef on(): return 1")
    with pytest.raises(StudentError, match=r"^\S*$"):
        student.program.stop()
    assert student.program.on() == 1


def test_a_missing_function_is_named(make: Make) -> None:
    student = make("def there(): pass")
    with pytest.raises(AttributeError) as caught:
        student.program.absent()
    told = told_of(caught.value)
    assert told is not None
    assert told.name == "MissingError"
    assert told.message == "program.py has no 'absent'"


def test_handles_keep_state_and_answer_nothing_themselves(make: Make) -> None:
    student = make(
        """
        class Box:
            def __init__(self, x): self.x = x
            def put(self, x): self.x = x; return self
            @property
            def value(self): return self.x
            def __len__(self): return 7
            def __enter__(self): return self
            def __exit__(self, *args): self.x = "left"
        def look(box): return box.x
        """
    )
    box = student.new("program.Box", 1)
    assert box.put(5) is box
    assert (box.read("value"), box.call("__len__"), student.program.look(box)) == (5, 7, 5)
    with box as entered:
        assert entered is box
    assert box.read("value") == "left"
    with pytest.raises(TypeError, match="plain"):
        box.read("put")


def test_each_guest_is_fresh(make: Make) -> None:
    student = make("count = 0\ndef bump():\n    global count\n    count += 1\n    return count")
    assert [student.program.bump(), student.program.bump()] == [1, 2]
    student.again()
    assert student.program.bump() == 1


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)", "os.abort()", "os.closerange(0, 1000)"])
def test_a_program_that_ends_itself_costs_one_check(make: Make, end: str) -> None:
    student = make(f"import os\ndef end(): {end}\ndef on(): return 1")
    with pytest.raises((GuestDied, OSError)):
        student.program.end()
    student.again()
    assert student.program.on() == 1


def test_an_endless_loop_is_found_by_its_cpu_time(make: Make) -> None:
    student = make("def spin():\n    while True: pass")
    student.patience(cpu=0.5)
    with pytest.raises(Hung, match="does not come to an end") as caught:
        student.program.spin()
    assert "program.py, line 2, in spin" in str(caught.value)


def test_a_deadlock_is_found_with_the_line_that_waits(make: Make) -> None:
    student = make(
        """
        import threading
        lock = threading.Lock()
        def twice():
            with lock:
                again()
        def again():
            with lock:
                pass
        """
    )
    student.patience(quiet=0.3)
    with pytest.raises(Hung) as caught:
        student.program.twice()
    assert "blocked for ever" in str(caught.value)
    assert "program.py, line 8, in again" in str(caught.value)


def test_output_is_kept_and_bounded(make: Make) -> None:
    student = make("import os\ndef say(): print('hello'); os.write(2, b'x' * 3_000_000)")
    student.program.say()
    student.close()
    assert student.output.startswith("hello\n")
    assert len(student.output) < 70_000
    student._begin()


def test_an_exception_that_ends_a_thread_unseen_is_told(make: Make) -> None:
    student = make(
        """
        import threading, workloads
        def lose(target):
            thread = threading.Thread(target=target, args=(1,)); thread.start(); thread.join()
        def bad(x): raise OSError("lost")
        def run(): lose(bad)
        def planned(): lose(workloads.fail)
        """
    )
    student.program.planned()
    assert student.unseen() == []
    student.program.run()
    (told,) = student.unseen()
    assert (told.name, told.message) == ("OSError", "lost")


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_an_exception_that_ends_a_process_unseen_is_told(make: Make, method: str) -> None:
    student = make(
        f"""
        import multiprocessing
        def bad(): raise OSError("lost")
        def run():
            process = multiprocessing.get_context("{method}").Process(target=bad); process.start(); process.join()
            return process.exitcode
        """
    )
    assert student.program.run() == 1
    (told,) = student.unseen()
    assert (told.name, told.message) == ("OSError", "lost")
    assert "program.py" in told.traceback


def test_two_calls_at_once(make: Make) -> None:
    student = make("import queue\nq = queue.Queue()\ndef get(): return q.get()\ndef put(x): q.put(x)")
    pending = student.start(student.program.get)
    assert pending.blocked()
    assert not pending.done()
    student.program.put(3)
    assert pending.result() == 3
    assert not pending.blocked()


def test_waiting_that_spins_is_not_waiting(make: Make, place: str) -> None:
    if place == "cold":
        pytest.skip("same code as in the other places, and slow")
    student = make("stop = False\ndef spin():\n    while not stop: pass")
    pending = student.start(student.program.spin)
    student.patience(cpu=0.5)
    with pytest.raises(Hung, match="keeps the processor busy"):
        pending.blocked()


@pytest.mark.parametrize("deed", ["signal.SIGSTOP", "signal.SIGKILL"])
def test_who_stops_the_warm_guest_fails_the_check_and_not_the_next(make: Make, place: str, deed: str) -> None:
    if place == "cold":
        pytest.skip("a cold guest's parent is the judge: graded guests are warm")
    student = make(f"import os, signal\ndef strike(): os.kill(os.getppid(), {deed})\ndef on(): return 1")
    with suppress(GuestDied):  # a box ends with its warm guest, maybe before the answer is sent
        student.program.strike()
    with pytest.raises(GuestDied):
        student.listen()
    student.again()
    assert student.program.on() == 1


def test_a_guest_that_no_longer_reads_is_found(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.judge.channel._STUCK", 0.2)
    student = make("import os, signal\ndef freeze(): os.kill(os.getpid(), signal.SIGSTOP)\ndef take(x): pass")
    student.start(student.program.freeze)
    while "T" not in procfs.states(student._guest.pid).values():
        pass
    pending = student.start(student.program.take, "x" * 900_000)
    with pytest.raises(GuestDied, match="no longer takes"):
        pending.result()


def test_who_polls_is_waited_for_much_longer(make: Make) -> None:
    student = make(
        """
        import time
        def crawl():
            for step in range(40):
                time.sleep(0.02)
            return step
        """
    )
    student.patience(quiet=0.2)
    assert student.program.crawl() == 39


def test_who_polls_all_the_time_neither_spins_nor_stays_awake(make: Make, place: str) -> None:
    if place == "cold":
        pytest.skip("the judge looks the same way")
    student = make(
        """
        import threading, time
        stop = []
        def poll():
            while not stop: time.sleep(0.001)
        def four():
            threads = [threading.Thread(target=poll) for _ in range(4)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
        def end(): stop.append(True)
        """
    )
    student.patience(cpu=0.3)
    pending = student.start(student.program.four)
    assert pending.blocked()
    student.program.end()
    assert pending.result() is None


def test_what_must_wait_and_what_must_come(make: Make, place: str) -> None:
    if place == "cold":
        pytest.skip("the judge looks the same way")
    student = make(
        """
        import threading, time
        go = threading.Event()
        def late():
            while not go.is_set(): time.sleep(0.6)
        def early(): return 1
        def wrong(): raise KeyError("no")
        """
    )
    late = student.start(student.program.late)
    student.must_wait(late, "it should wait")
    assert not student.until(late.done)
    early, wrong = student.start(student.program.early), student.start(student.program.wrong)
    with pytest.raises(CheckFailed, match="it should wait"):
        student.must_wait([late, early], "it should wait")
    with pytest.raises(KeyError):
        student.must_wait([late, wrong], "it should wait")
    student.program.go.set()
    assert student.until(late.done)  # it sleeps longer than settling takes


def test_who_sleeps_for_a_set_time_is_not_blocked_for_ever(make: Make, place: str) -> None:
    if place == "cold" or not sys.platform.startswith("linux"):
        pytest.skip("the judge looks the same way, and sees this on Linux only")
    student = make("import time\ndef slow():\n    for _ in range(3): time.sleep(0.3)\n    return 1")
    student.patience(quiet=0.3)
    assert student.program.slow() == 1
