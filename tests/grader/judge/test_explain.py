"""A story says what each thread did, in lines of the student's, and nothing that it did not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import wire
from grader.judge.events import Caller, decode_events
from grader.judge.explained import Explained
from grader.judge.exploration import Exploration
from grader.result import Story
from tests.corpus.driver import read
from tests.corpus.runner import LIMITS, InProcess


def story_of(tmp_path: Path, program: str) -> Story:
    """Explore a program that says how it is driven, as those of the corpus, and return the story of its failure."""
    file = tmp_path / "program.py"
    file.write_text(program, encoding="utf-8")
    driver = read(file)
    with pytest.raises(Explained) as failure:
        Exploration(InProcess(file, one_by_one=False), driver.program(1), LIMITS).must_all(driver.complaint)
    return failure.value.story


def told(story: Story) -> list[tuple[str, str]]:
    return [(step.source, step.note) for step in story.steps]


BANK = """\
# make: a = Account(5)
# make: b = Account(0)
# thread: transfer(a, b)
# thread: total(a, b)
# holds: threads[1] == [5]
import threading

class Account:
    def __init__(self, balance):
        self.lock, self.amount = threading.Lock(), balance
    def change(self, by):
        with self.lock:
            self.amount += by
    @property
    def balance(self):
        with self.lock:
            return self.amount

def transfer(source, target):
    source.change(-5)
    target.change(5)

def total(*accounts):
    return sum(account.balance for account in accounts)
"""


def test_calls_are_steps_since_state_is_torn_between_two_of_them(tmp_path: Path) -> None:
    steps = told(story_of(tmp_path, BANK))
    assert steps.count(("source.change(-5)", "calls change")) == 1
    assert steps.count(("target.change(5)", "calls change")) == 1
    assert ("return sum(account.balance for account in accounts)", "calls balance") in steps
    assert ("self.amount += by", "reads self.amount = 5, writes self.amount = 0") in steps


TRIED = """\
# thread: left()
# thread: right()
import threading
import time
one, two = threading.Lock(), threading.Lock()

def left():
    run(one, two)

def right():
    run(two, one)

def run(first, second):
    while True:
        first.acquire()
        if second.acquire(blocking=False):
            break
        time.sleep(1)
    second.release()
    first.release()
"""


def test_a_lock_that_was_not_to_be_had_is_not_taken_and_a_sleep_is_no_deadlock(tmp_path: Path) -> None:
    story = story_of(tmp_path, TRIED)
    notes = [step.note for step in story.steps if step.source == "if second.acquire(blocking=False):"]
    assert any(note.startswith("does not get") and note.endswith("holds it") for note in notes)
    assert "sleeps" in [step.note for step in story.steps]


ENDLESS = """\
# thread: wait()
# thread: wait()
import threading
import time
lock = threading.Lock()

def wait():
    while True:
        if lock.acquire(blocking=False):
            lock.release()
        time.sleep(1)
"""


def test_what_never_ends_is_told_twice(tmp_path: Path) -> None:
    story = story_of(tmp_path, ENDLESS)
    assert story.pattern == "busy for ever"
    assert all(story.steps.count(step) <= 2 for step in story.steps)


LEAKED = """\
# make: t = Table()
# thread: t.add(0)
# thread: t.add(2)
# holds: True
import threading

class Table:
    def __init__(self):
        self.lock = threading.RLock()
        self.items = []
    def add(self, item):
        self.lock.acquire()
        with self.lock:
            self.items.append(1 // item)
        self.lock.release()
"""


def test_an_exception_stands_where_it_came_out_and_a_lock_may_be_taken_once_more(tmp_path: Path) -> None:
    story = story_of(tmp_path, LEAKED)
    steps = told(story)
    error = ("self.items.append(1 // item)", "raises ZeroDivisionError: integer division or modulo by zero")
    assert error in [(source, note) for source, note in steps if "raises" in note]
    assert any(source == "with self.lock:" and "takes self.lock once more" in note for source, note in steps)
    assert any("waits for ever: self.lock is held by thread 1" in note for _, note in steps)
    assert story.pattern == "a lock that is never given back"


TALKATIVE = """\
# thread: pay(5)
# holds: True
import threading

class TooMuch(Exception):
    def __str__(self):
        raise SystemExit

def pay(amount):
    threading.Thread(target=check, args=(amount,)).start()

def check(amount):
    raise TooMuch("only", amount)
"""


def test_no_code_of_an_exception_runs_for_the_story(tmp_path: Path) -> None:
    story = story_of(tmp_path, TALKATIVE)
    assert ('raise TooMuch("only", amount)', "raises TooMuch: only, 5") in told(story)


REPLACED = """\
# make: b = Box()
# thread: b.add(); b.add()
# thread: b.reset()
# then: b.count
# holds: then[0] in (0, 1, 2) and threads[1][0] + then[0] == 2
import threading

class Box:
    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0
    def add(self):
        with self.lock:
            self.count += 1
    def reset(self):
        with self.lock:
            came = self.count
            self.lock = threading.Lock()
            self.count = 0
            return came
"""


def test_a_lock_that_is_replaced_is_told(tmp_path: Path) -> None:
    sources = [step.source for step in story_of(tmp_path, REPLACED).steps]
    assert "self.lock = threading.Lock()" in sources


ALONE = """\
# thread: run()
# holds: threads == [[1]]
import threading

def run():
    done = []
    threading.Thread(target=done.append, args=(1,)).start()
    return len(done)
"""


def test_where_nobody_interferes_the_story_has_what_the_thread_did(tmp_path: Path) -> None:
    assert told(story_of(tmp_path, ALONE))[-1] == ("return len(done)", "reads done = [], returns 0")


WAY = """\
# thread: run()
# holds: threads == [['done']]
import asyncio

async def work(begun):
    try:
        begun.set()
        while True:
            await asyncio.sleep(2)
    except KeyError:
        pass
    except (ValueError, asyncio.CancelledError):
        if begun.is_set():
            return []
    return "done"

async def run():
    begun = asyncio.Event()
    task = asyncio.create_task(work(begun))
    await asyncio.sleep(5)
    task.cancel()
    return await task
"""


def test_a_coroutine_is_told_by_the_way_that_it_takes(tmp_path: Path) -> None:
    steps = [(step.thread, step.at, step.source, step.note) for step in story_of(tmp_path, WAY).steps]
    assert steps == [
        (0, 0, "begun = asyncio.Event()", ""),
        (0, 0, "task = asyncio.create_task(work(begun))", ""),
        (0, 0, "await asyncio.sleep(5)", ""),
        (1, 0, "begun.set()", ""),
        (1, 0, "await asyncio.sleep(2)", ""),
        (1, 2, "await asyncio.sleep(2)", ""),
        (1, 4, "await asyncio.sleep(2)", ""),
        (0, 5, "task.cancel()", ""),
        (0, 5, "return await task", ""),
        (1, 5, "except (ValueError, asyncio.CancelledError):", "catches CancelledError"),
        (1, 5, "if begun.is_set():", ""),
        (1, 5, "return []", "returns []"),
        (0, 5, "return await task", "returns []"),
    ]


OF_A_MODULE = """\
# thread: add()
# thread: add()
# then: get()
# holds: then == [2]
import program as itself
count = 0

def add():
    itself.count = itself.count + 1

def get():
    return count
"""


def test_what_a_module_of_the_submission_has_is_told(tmp_path: Path) -> None:
    steps = told(story_of(tmp_path, OF_A_MODULE))
    assert ("itself.count = itself.count + 1", "reads itself.count = 0, writes itself.count = 1") in steps


WAY_OUT = """\
# thread: taken()
# holds: threads == [[3]]
import threading
lock = threading.Lock()

def taken():
    try:
        with lock:
            return twice()
    except ZeroDivisionError:
        pass
    finally:
        for _ in range(2):
            continue

def twice():
    try:
        return 1 // 0
    except ArithmeticError:
        x = 2
    x += 2
    return x
"""


def test_what_is_returned_is_told_at_its_statement_whatever_comes_after_that(tmp_path: Path) -> None:
    returned = [(step.source, step.note) for step in story_of(tmp_path, WAY_OUT).steps if "return" in step.note]
    assert returned == [("return x", "returns 4"), ("return twice()", "returns 4")]


LONG = """\
# thread: run()
# holds: threads == [[1]]
import asyncio

async def run():
    for number in range(100):
        await asyncio.sleep(1)
    if number > 3:
        await asyncio.sleep(2)
        return number
"""


def test_a_long_story_has_its_end_and_what_comes_again_and_again_twice(tmp_path: Path) -> None:
    steps = story_of(tmp_path, LONG).steps
    assert [(step.at, step.source) for step in steps] == [
        (0, "await asyncio.sleep(1)"),
        (1, "await asyncio.sleep(1)"),
        (100, "if number > 3:"),
        (100, "await asyncio.sleep(2)"),
        (102, "return number"),
    ]


def test_the_same_step_over_and_over_is_told_whole_or_twice(tmp_path: Path) -> None:
    only = LONG.partition("    if")[0]
    for turns, steps in ((60, 60), (61, 2)):
        told = story_of(tmp_path, only.replace("100", str(turns))).steps
        assert [step.at for step in told] == list(range(steps))


@pytest.mark.parametrize("waits", [40, 200])
def test_of_a_story_that_is_still_too_long_the_last_landmarks_are_told(tmp_path: Path, waits: int) -> None:
    head, _, end = LONG.partition("    for")
    body = "".join(f"    await asyncio.sleep({number})\n" for number in range(1, waits + 1))
    steps = story_of(tmp_path, f"{head}    number = 5\n{body}    if{end.partition('    if')[2]}").steps
    assert len(steps) == min(waits + 3, 60)
    assert [step.source for step in steps[-2:]] == ["await asyncio.sleep(2)", "return number"]


SEVERAL = """\
# thread: left()
# thread: right()
import threading
from contextlib import ExitStack
locks = {(0, 1): threading.Lock(), (1, 0): threading.Lock()}

def left():
    with locks[0, 1], locks[1, 0]:
        pass

def right():
    with ExitStack() as stack:
        for lock in (locks[1, 0], locks[0, 1]):
            stack.enter_context(lock)
"""


def test_locks_go_by_the_names_that_the_student_has_for_them(tmp_path: Path) -> None:
    story = story_of(tmp_path, SEVERAL)
    assert story.pattern == "lock-order deadlock"
    notes = " ".join(step.note for step in story.steps)
    assert "takes locks[0, 1]" in notes
    assert "ExitStack" not in notes


@pytest.mark.parametrize(
    "callers",
    [5, [5], [["a.py", "1", "f()", 2, "f"]], [["a.py", 1, "f()", 2]], [["a.py", True, "f()", 2, "f"]]],
)
def test_callers_are_decoded_by_exact_type(callers: object) -> None:
    event = {"task": 1, "name": "thread 1"}
    with pytest.raises(wire.WireError):
        decode_events([event | {"callers": callers}])
    (decoded,) = decode_events([event | {"callers": [["a.py", 1, "f()", 2, "f"]]}])
    assert decoded.callers == (Caller("a.py", 1, "f()", 2, "f"),)
