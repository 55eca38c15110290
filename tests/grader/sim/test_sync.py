"""Locks and what is built on them: as the real `threading` has them, errors and their messages included."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from grader.explore.strategy import RandomWalk
from tests.grader.sim.both import real, same, simulated

ERROR: Final = '''
import threading
def error(do):
    try:
        do()
    except BaseException as caught:
        return type(caught).__name__, str(caught)
    return "nothing"
def inside(do):
    """Do it in a thread of its own, and return what it gave."""
    found = []
    thread = threading.Thread(target=lambda: found.append(do()))
    thread.start()
    thread.join()
    return found[0]
'''

PROGRAMS: Final = {
    "lock": """
        def run():
            lock = threading.Lock()
            seen = [lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(timeout=0.01)]
            lock.release()
            with lock as got:
                seen += [got, lock.locked()]
            return seen, lock.locked(), error(lock.release)
    """,
    "lock arguments": """
        def run():
            lock = threading.Lock()
            return [
                error(lambda: lock.acquire(False, 1)), error(lambda: lock.acquire(True, -2)),
                error(lambda: lock.acquire(timeout=1e12)), error(lambda: lock.acquire(timeout=None)),
                error(lambda: lock.acquire(blocking=False)), error(lambda: lock.acquire(blocking=False, timeout=-1)),
                threading.TIMEOUT_MAX > 1000,
            ]
    """,
    "lock given back by another": """
        def run():
            lock = threading.Lock()
            lock.acquire()
            inside(lock.release)
            return lock.locked(), lock.acquire(timeout=0)
    """,
    "rlock": """
        def run():
            lock = threading.RLock()
            seen = [lock.acquire(), lock.acquire(), lock.acquire(blocking=False)]
            seen.append(inside(lambda: lock.acquire(blocking=False)))
            seen.append(inside(lambda: error(lock.release)))
            for _ in range(3):
                lock.release()
            seen.append(inside(lambda: lock.acquire(blocking=False) and lock.release()))
            return seen, error(lock.release), error(lambda: lock.acquire(False, 1))
    """,
    "condition: not owned": """
        def run():
            seen = []
            for condition in (threading.Condition(), threading.Condition(threading.Lock())):
                seen += [error(condition.wait), error(condition.notify), error(condition.notify_all)]
                seen += [error(condition.release), error(lambda: condition.wait(0.1))]
            return seen
    """,
    "condition: times out": """
        def run():
            condition = threading.Condition()
            with condition:
                seen = [condition.wait(0.01), condition.wait(0), condition.wait(-1)]
                seen.append(condition.wait_for(lambda: [], timeout=0.01))
                seen.append(condition.wait_for(lambda: "yes", timeout=0))
            return seen
    """,
    "condition: notified in order": """
        def run():
            condition, order, ready = threading.Condition(), [], threading.Semaphore(0)
            def work(number):
                with condition:
                    ready.release()
                    condition.wait()
                    order.append(number)
            threads = []
            for number in range(3):
                threads.append(threading.Thread(target=work, args=(number,)))
                threads[-1].start()
                ready.acquire()
            for _ in range(3):
                with condition:
                    condition.notify()
                while len(order) < _ + 1:
                    threading.Event().wait(0.001)
            for thread in threads:
                thread.join()
            return order
    """,
    "condition: notify none, some, all": """
        def run():
            condition, woken, ready = threading.Condition(), [], threading.Semaphore(0)
            def work():
                with condition:
                    ready.release()
                    woken.append(condition.wait())
            with condition:
                condition.notify(5)
                condition.notify_all()
            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
                ready.acquire()
            with condition:
                condition.notify(0)
                condition.notify(2)
                condition.notifyAll()
            for thread in threads:
                thread.join()
            return woken
    """,
    "condition: two on one lock": """
        def run():
            lock = threading.RLock()
            one, two, seen = threading.Condition(lock), threading.Condition(lock), []
            def work():
                with one:
                    seen.append("waits")
                    two.notify()
                    one.wait()
                    seen.append("goes on")
            thread = threading.Thread(target=work)
            with two:
                thread.start()
                two.wait()
                one.notify()
                seen.append("notified")
            thread.join()
            return seen
    """,
    "condition: lets go of a lock taken twice": """
        def run():
            condition = threading.Condition()
            def work():
                with condition:
                    condition.notify()
            thread = threading.Thread(target=work)
            with condition:
                with condition:
                    thread.start()
                    got = condition.wait(5)
            thread.join()
            return got, inside(lambda: condition.acquire(blocking=False) and not condition.release())
    """,
    "semaphore": """
        def run():
            semaphore = threading.Semaphore(2)
            seen = [semaphore.acquire(), semaphore.acquire(), semaphore.acquire(blocking=False)]
            seen.append(semaphore.acquire(timeout=0.01))
            semaphore.release(2)
            with semaphore:
                seen.append(semaphore.acquire(False))
            semaphore.release()
            seen.append(semaphore.acquire(timeout=1))
            return seen, error(lambda: threading.Semaphore(-1)), error(lambda: semaphore.release(0)), error(
                lambda: semaphore.acquire(False, 1))
    """,
    "bounded semaphore": """
        def run():
            semaphore = threading.BoundedSemaphore()
            semaphore.acquire()
            semaphore.release()
            return error(semaphore.release), semaphore.acquire(False), error(lambda: semaphore.release(2))
    """,
    "event": """
        def run():
            event = threading.Event()
            seen = [event.is_set(), event.wait(0.01), event.wait(0)]
            inside(event.set)
            seen += [event.is_set(), event.wait(), event.isSet()]
            event.clear()
            return seen + [event.is_set(), event.wait(timeout=-1)]
    """,
    "barrier": """
        def run():
            calls, numbers = [], []
            barrier = threading.Barrier(3, action=lambda: calls.append("all"), timeout=10)
            def work():
                for _ in range(2):
                    numbers.append(barrier.wait())
            threads = [threading.Thread(target=work) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return sorted(numbers), calls, barrier.parties, barrier.n_waiting, barrier.broken
    """,
    "barrier: aborted and reset": """
        def run():
            barrier = threading.Barrier(2)
            barrier.abort()
            seen = [barrier.broken, error(barrier.wait)]
            barrier.reset()
            seen.append(barrier.broken)
            thread = threading.Thread(target=lambda: seen.append(error(barrier.wait)))
            thread.start()
            while not barrier.n_waiting:
                threading.Event().wait(0.001)
            barrier.abort()
            thread.join()
            return seen, error(lambda: threading.Barrier(0)) if hasattr(threading, "nothing") else None
    """,
    "barrier: time is up": """
        def run():
            barrier = threading.Barrier(2, timeout=0.01)
            return error(barrier.wait), barrier.broken, error(lambda: threading.Barrier(2).wait(0.01))
    """,
    "barrier: an action that fails": """
        def run():
            barrier = threading.Barrier(1, action=lambda: 1 // 0)
            return error(barrier.wait), barrier.broken, error(barrier.wait)
    """,
    "barrier: reset while others wait": """
        def run():
            barrier, seen = threading.Barrier(2), []
            thread = threading.Thread(target=lambda: seen.append(error(barrier.wait)))
            thread.start()
            while not barrier.n_waiting:
                threading.Event().wait(0.001)
            barrier.reset()
            thread.join()
            return seen, barrier.broken, barrier.n_waiting
    """,
    "names of the module": """
        def run():
            names = (
                "Lock RLock Condition Semaphore BoundedSemaphore Event Barrier Thread Timer local current_thread "
                "main_thread active_count enumerate get_ident get_native_id excepthook ExceptHookArgs "
                "BrokenBarrierError ThreadError TIMEOUT_MAX stack_size settrace setprofile").split()
            return [name for name in names if not hasattr(threading, name)], threading.ThreadError is RuntimeError
    """,
    "isinstance of locks": """
        def run():
            return [isinstance(kind(), kind) for kind in (threading.Condition, threading.Event, threading.Semaphore)]
    """,
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", PROGRAMS)
def test_they_do_as_the_real_ones(name: str, tmp_path: Path) -> None:
    lines = PROGRAMS[name].strip("\n").splitlines()
    same(tmp_path, ERROR + "\n".join(line[8:] for line in lines) + "\n")


def test_a_condition_on_a_lock_of_somebody_elses_is_stricter_than_the_real_one(tmp_path: Path) -> None:
    """The real one takes any holder of a plain lock for the caller; the documentation says that it is an error."""
    source = ERROR + (
        "def run():\n    condition = threading.Condition(threading.Lock())\n    with condition:\n"
        "        return inside(lambda: error(condition.notify))\n"
    )
    assert real(source) == "nothing"
    for strategy in (None, RandomWalk(1)):
        assert simulated(tmp_path, source, strategy) == ("RuntimeError", "cannot notify on un-acquired lock")
