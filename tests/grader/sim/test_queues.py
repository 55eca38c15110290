"""Queues, the executor and the clock: as the real modules have them, errors and their messages included."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import pytest

from tests.grader.sim.both import same, simulated

ERROR: Final = """
import queue, threading, time, concurrent.futures as cf
def error(do):
    try:
        do()
    except BaseException as caught:
        return type(caught).__module__, type(caught).__name__, str(caught)
    return "nothing"
"""

PROGRAMS: Final = {
    "queue": """
        def run():
            q = queue.Queue(2)
            q.put(1)
            q.put_nowait(2)
            seen = [q.full(), q.qsize(), error(lambda: q.put(3, timeout=0.01)), error(lambda: q.put_nowait(3))]
            seen += [q.get(), q.get(timeout=1), q.empty(), error(q.get_nowait), error(lambda: q.get(timeout=0.01))]
            return seen, error(lambda: q.get(timeout=-1)), error(lambda: q.put(1, timeout=-1)), q.maxsize
    """,
    "queue: task_done and join": """
        def run():
            q, done = queue.Queue(), []
            def work():
                for _ in range(3):
                    done.append(q.get())
                    q.task_done()
            thread = threading.Thread(target=work)
            thread.start()
            for item in "abc":
                q.put(item)
            q.join()
            seen = list(done)
            thread.join()
            return seen, error(q.task_done), q.unfinished_tasks
    """,
    "queue: other orders": """
        def run():
            found = []
            for kind in (queue.LifoQueue, queue.PriorityQueue, queue.Queue):
                q = kind()
                for item in (2, 3, 1):
                    q.put(item)
                found.append([q.get() for _ in range(3)])
            return found
    """,
    "simple queue": """
        def run():
            q = queue.SimpleQueue()
            q.put(1)
            q.put_nowait(2)
            q.put(3, block=False, timeout=-3)
            seen = [q.qsize(), q.empty(), q.get(), q.get_nowait(), q.get(True, 0.1), q.empty()]
            return seen, error(q.get_nowait), error(lambda: q.get(timeout=0.01)), error(lambda: q.get(timeout=-1))
    """,
    "queue: blocked putters and getters": """
        def run():
            q, found = queue.Queue(maxsize=1), []
            putter = threading.Thread(target=lambda: [q.put(i) for i in range(4)])
            getter = threading.Thread(target=lambda: [found.append(q.get()) for i in range(4)])
            putter.start(); getter.start(); putter.join(); getter.join()
            return found
    """,
    "executor": """
        def run():
            with cf.ThreadPoolExecutor(max_workers=2, thread_name_prefix="pool") as pool:
                first = pool.submit(pow, 2, 5)
                seen = [first.result(), first.done(), first.cancelled(), first.running()]
                seen += [first.exception(), first.cancel()]
                seen.append(list(pool.map(lambda a, b: a + b, [1, 2, 3], [10, 20, 30])))
                seen.append(pool.submit(lambda: threading.current_thread().name.startswith("pool_")).result())
                bad = pool.submit(lambda: 1 // 0)
                seen += [error(bad.result), type(bad.exception()).__name__]
            return seen, error(lambda: pool.submit(int)), error(lambda: cf.ThreadPoolExecutor(max_workers=0))
    """,
    "executor: a map that fails, and one that takes too long": """
        def run():
            gate = threading.Event()
            with cf.ThreadPoolExecutor(2) as pool:
                numbers = pool.map(lambda n: 6 // n, [3, 0, 1])
                seen = [next(numbers), error(lambda: next(numbers))]
                slow = pool.submit(gate.wait)
                seen.append(error(lambda: slow.result(timeout=0.01)))
                seen.append(cf.TimeoutError is TimeoutError)
                gate.set()
            return seen
    """,
    "executor: cancelled": """
        def run():
            gate, started = threading.Event(), threading.Event()
            def hold():
                started.set()
                gate.wait()
            pool = cf.ThreadPoolExecutor(1)
            first = pool.submit(hold)
            started.wait()
            second = pool.submit(int)
            seen = [second.cancel(), second.cancelled(), first.cancel(), error(second.result)]
            third = pool.submit(int)
            pool.shutdown(wait=False, cancel_futures=True)
            seen.append(third.cancelled())
            gate.set()
            pool.shutdown()
            return seen, first.done()
    """,
    "executor: wait": """
        def run():
            gate = threading.Event()
            with cf.ThreadPoolExecutor(3) as pool:
                quick, slow = pool.submit(int, "1"), pool.submit(gate.wait)
                done, waiting = cf.wait([quick, slow], return_when=cf.FIRST_COMPLETED)
                seen = [done == {quick}, waiting == {slow}]
                seen.append(len(cf.wait([quick, slow], timeout=0.01).not_done))
                bad = pool.submit(lambda: 1 // 0)
                done, waiting = cf.wait([slow, bad], return_when=cf.FIRST_EXCEPTION)
                seen += [done == {bad}, waiting == {slow}]
                gate.set()
                seen.append(len(cf.wait([quick, slow, bad]).done))
            return seen, error(lambda: cf.wait([quick], return_when="never"))
    """,
    "executor: as_completed": """
        def run():
            gate = threading.Event()
            def slow():
                gate.wait()
                return "slow"
            def quick():
                return "quick"
            with cf.ThreadPoolExecutor(2) as pool:
                waiting = [pool.submit(slow), pool.submit(quick)]
                seen = []
                for one in cf.as_completed(waiting):
                    seen.append(one.result())
                    gate.set()
                late = cf.as_completed([pool.submit(threading.Event().wait, 0.05)], timeout=0.01)
                seen.append(error(lambda: next(late)))
            return seen
    """,
    "executor: callbacks and initializer": """
        def run():
            seen = []
            with cf.ThreadPoolExecutor(1, initializer=seen.append, initargs=("begun",)) as pool:
                pool.submit(int).add_done_callback(lambda one: seen.append(one.result()))
            return seen
    """,
    "executor: an initializer that fails": """
        def run():
            with cf.ThreadPoolExecutor(1, initializer=lambda: 1 // 0) as pool:
                one = pool.submit(int)
                return error(one.result)[1]
    """,
    "a future by hand": """
        def run():
            future = cf.Future()
            seen = [future.done(), future.set_running_or_notify_cancel(), future.running()]
            threading.Thread(target=future.set_result, args=(3,)).start()
            return seen, future.result(timeout=5), error(lambda: future.set_result(4))[1]
    """,
    "time": """
        def run():
            began, wall = time.monotonic(), time.time()
            time.sleep(0.02)
            time.sleep(0)
            assert time.monotonic() - began >= 0.0199
            assert time.time() - wall >= 0.019
            assert isinstance(time.perf_counter_ns(), int)
            assert time.perf_counter() <= time.perf_counter()
            return error(lambda: time.sleep(-1)), error(lambda: time.sleep("1"))
    """,
    "time of day is text as ever": """
        def run():
            return time.strftime("%Y", time.gmtime(0)), time.gmtime(0).tm_year, callable(time.localtime)
    """,
}
if sys.version_info >= (3, 13):
    PROGRAMS["queue: shut down"] = """
        def run():
            q = queue.Queue()
            q.put(1)
            q.shutdown()
            seen = [error(lambda: q.put(2)), q.get(), error(q.get)]
            other, woken = queue.Queue(), []
            thread = threading.Thread(target=lambda: woken.append(error(other.get)))
            thread.start()
            other.shutdown(immediate=True)
            thread.join()
            return seen, woken
    """


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", PROGRAMS)
def test_they_do_as_the_real_ones(name: str, tmp_path: Path) -> None:
    lines = PROGRAMS[name].strip("\n").splitlines()
    same(tmp_path, ERROR + "\n".join(line[8:] for line in lines) + "\n")


def test_virtual_time_is_exact(tmp_path: Path) -> None:
    source = ERROR + (
        "def run():\n    seen = [time.monotonic()]\n    for seconds in (3600, 0.1, 1e-9, 0.25):\n"
        "        time.sleep(seconds)\n        seen.append(time.monotonic_ns())\n    return seen, time.time()\n"
    )
    seen, wall = simulated(tmp_path, source)
    assert seen == [0.0, 3_600_000_000_000, 3_600_100_000_000, 3_600_100_000_001, 3_600_350_000_001]
    assert wall == pytest.approx(1_700_003_600.35)
