"""A program that hangs is told with its stacks, and with who holds which lock and who waits for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.facts import Hung
from grader.judge.student import Student

Make = Callable[[str], Student]

TRANSFER = """
import threading

class Account:
    def __init__(self):
        self.lock = threading.Lock()

def transfer(source, target, barrier):
    with source.lock:
        barrier.wait()
        with target.lock:
            pass

def cross():
    a, b, barrier = Account(), Account(), threading.Barrier(2)
    threads = [
        threading.Thread(target=transfer, args=(a, b, barrier), name="north"),
        threading.Thread(target=transfer, args=(b, a, barrier), name="south"),
    ]
    for thread in threads: thread.start()
    for thread in threads: thread.join()

def twice(lock=threading.Lock()):
    lock.acquire()
    lock.acquire()

def lost():
    condition = threading.Condition()
    with condition:
        condition.wait()
"""


@pytest.fixture
def hung(make: Make) -> Callable[[str], str]:
    student = make(TRANSFER)
    student.patience(quiet=0.3)

    def story(function: str) -> str:
        with pytest.raises(Hung) as caught:
            getattr(student.program, function)()
        return str(caught.value)

    return story


def test_a_lock_order_deadlock_names_both_sides(hung: Callable[[str], str]) -> None:
    story = hung("cross")
    assert "north:\n  program.py, line 11, in transfer:\n      with target.lock:" in story
    assert "north waits for target.lock in line 11, which is held by south since line 9" in story
    assert "south waits for target.lock in line 11, which is held by north since line 9" in story


def test_a_self_deadlock_names_itself(hung: Callable[[str], str]) -> None:
    assert "MainThread waits for lock in line 25, which is held by itself since line 24" in hung("twice")


def test_a_lost_wakeup_is_held_by_nobody(hung: Callable[[str], str]) -> None:
    story = hung("lost")
    assert "MainThread waits for condition in line 30, and nothing notifies it" in story
