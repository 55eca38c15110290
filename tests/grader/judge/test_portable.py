"""Remarks on portability: said of what needs fork, and of nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from grader.facts import CheckFailed
from grader.judge.student import Student

Make = Callable[[str], Student]

ASKED_BY_NAME = """
import multiprocessing
fork = multiprocessing.get_context("fork")
def go(func):
    with fork.Pool(1) as pool:
        return pool.map(func, [2])
"""
SET_AT_IMPORT = """
import multiprocessing
multiprocessing.set_start_method("fork", force=True)
def go(func):
    with multiprocessing.Pool(1) as pool:
        return pool.map(func, [2])
"""
BY_HAND = """
import os
def go(func):
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, bytes([func(2)]))
        os._exit(0)
    os.wait()
    with open(writing, "wb"), open(reading, "rb") as end:
        return list(end.read(1))
"""
CLOSURE = """
from multiprocessing import Process, SimpleQueue
def go(func):
    results = SimpleQueue()
    def work():
        results.put(func(2))
    process = Process(target=work)
    process.start()
    process.join()
    return [results.get()]
"""
GLOBAL_OF_THE_CALLER = """
import concurrent.futures
chosen = None
def call(number):
    return chosen(number)
def go(func):
    global chosen
    chosen = func
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        return list(pool.map(call, [2]))
"""
WAITS_FOR_THE_DEAD = """
import multiprocessing
chosen = None
def work(results):
    results.put(chosen(2))
def go(func):
    global chosen
    chosen = func
    results = multiprocessing.SimpleQueue()
    process = multiprocessing.Process(target=work, args=(results,))
    process.start()
    try:
        return [results.get()]
    finally:
        process.join()
"""

IMPORTABLE = """
import multiprocessing
def go(func):
    with multiprocessing.Pool(1) as pool:
        return pool.map(func, [2])
"""
PLATFORM = """
import multiprocessing, sys
from sys import platform
method = "fork" if sys.platform == "linux" and platform.startswith("linux") else "spawn"
def go(func):
    with multiprocessing.get_context("spawn" if sys.platform == "win32" else method).Pool(1) as pool:
        return pool.map(func, [2])
"""
SYSTEM = """
import multiprocessing, os, platform
def go(func):
    method = "fork" if os.name == "posix" and platform.system() == "Linux" else "spawn"
    with multiprocessing.get_context(method).Pool(1) as pool:
        return pool.map(func, [2])
"""
ASKS_FIRST = """
import multiprocessing, os
method = "fork" if "fork" in multiprocessing.get_all_start_methods() and hasattr(os, "fork") else None
def go(func):
    with multiprocessing.get_context(method).Pool(1) as pool:
        return pool.map(func, [2])
"""
FALLS_BACK = """
import multiprocessing
try:
    context = multiprocessing.get_context("fork")
except ValueError:
    context = multiprocessing.get_context()
def go(func):
    queue = context.Queue()
    process = context.Process(target=work, args=(func, queue))
    process.start()
    try:
        return [queue.get()]
    finally:
        process.join()
def work(func, queue):
    queue.put(func(2))
"""
FORKSERVER = """
import multiprocessing
def go(func):
    with multiprocessing.get_context("forkserver").Pool(1) as pool:
        return pool.map(func, [2])
"""
WRONG_ANYWHERE = "def go(func):\n    return [5]\n"
HANGS_ANYWHERE = "import threading\ndef go(func):\n    threading.Event().wait()\n"
TO_DO = "def go(func):\n    raise NotImplementedError('TODO')\n"


def use(student: Student) -> Callable[[], object]:
    def used() -> None:
        came = student.program.go(student.ref("workloads.double"))
        if came != [4]:
            raise CheckFailed(f"{came} came")

    return used


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (ASKED_BY_NAME, "ValueError: cannot find context for 'fork'"),
        (SET_AT_IMPORT, "ValueError: cannot find context for 'fork'"),
        (BY_HAND, "AttributeError: .*'fork'"),
        (CLOSURE, "Can't (pickle|get) local object"),
        (GLOBAL_OF_THE_CALLER, "TypeError: 'NoneType' object is not callable"),
        (WAITS_FOR_THE_DEAD, "blocked for ever"),
    ],
)
def test_what_needs_fork_is_said(make: Make, source: str, said: str) -> None:
    student = make(source)
    with pytest.raises(CheckFailed, match=said):
        student.must_run_without_fork(use(student))
    assert student.unseen() == []


@pytest.mark.parametrize(
    "source",
    [IMPORTABLE, PLATFORM, SYSTEM, ASKS_FIRST, FALLS_BACK, FORKSERVER, WRONG_ANYWHERE, HANGS_ANYWHERE, TO_DO],
)
def test_of_anything_else_nothing_is_said(make: Make, source: str) -> None:
    student = make(source)
    began = time.monotonic()
    student.must_run_without_fork(use(student))
    assert time.monotonic() - began < 60
    assert student.unseen() == []


def test_a_call_that_starts_workers_for_ever_is_given_up(make: Make, place: str) -> None:
    if place != "none":
        pytest.skip("the same patience everywhere; once is slow enough")
    student = make("""
        import multiprocessing
        chosen = None
        def begin():
            chosen(1)
        def go(func):
            global chosen
            chosen = func
            with multiprocessing.Pool(1, begin) as pool:
                return [pool.apply(func, [2])]  # `map` divides by the number of workers, which is none at times
        """)
    with pytest.raises(CheckFailed, match=r"no answer|does not come to an end|blocked"):
        student.must_run_without_fork(use(student))
