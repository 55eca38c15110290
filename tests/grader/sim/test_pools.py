"""Pools of threads and `multiprocessing.dummy`: as the real ones, on simulated threads; processes are still refused."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from grader.explore.strategy import RandomWalk
from grader.guest.sim.refuse import NotExplorableError
from tests.grader.sim.both import run, same, simulated, value_of

HEAD: Final = """
import multiprocessing, multiprocessing.dummy, threading
from multiprocessing.pool import ThreadPool
def error(do):
    try:
        do()
    except BaseException as caught:
        return type(caught).__module__, type(caught).__name__, str(caught)
    return "nothing"
def fail(*args):
    raise ValueError(args)
"""

PROGRAMS: Final = {
    "map and its like": """
        def run():
            with ThreadPool(2) as pool:
                seen = [pool.map(abs, [-1, 2, -3]), pool.map(abs, range(-9, 0), chunksize=4), pool.map(abs, [])]
                seen += [pool.starmap(pow, [(2, 3), (3, 2)]), pool.apply(pow, (7, 2)), pool.apply(dict, (), {"a": 1})]
                seen += [list(pool.imap(abs, [-1, -2])), list(pool.imap(abs, range(-5, 0), chunksize=2))]
                seen += [sorted(pool.imap_unordered(abs, [-1, -2, -3]))]
            return seen
    """,
    "results to come": """
        def run():
            pool, told = ThreadPool(processes=1), []
            first = pool.apply_async(abs, (-4,), callback=told.append)
            bad = pool.apply_async(fail, (1,), error_callback=lambda error: told.append(str(error)))
            many = pool.map_async(abs, [-1, -2])
            seen = [first.get(), error(bad.get), many.get(timeout=5), many.ready(), many.successful(), bad.successful()]
            pool.close()
            pool.join()
            return seen, told
    """,
    "errors": """
        def run():
            pool = ThreadPool(2)
            seen = [error(lambda: pool.map(fail, [1, 2])), error(lambda: list(pool.imap(fail, [1])))]
            seen += [error(lambda: ThreadPool(0)), error(lambda: ThreadPool(1, initializer=3)), error(pool.join)]
            pool.close()
            seen += [error(lambda: pool.apply(abs, (1,)))]
            pool.join()
            return seen, error(lambda: pool.map(abs, [1]))
    """,
    "time is up": """
        def run():
            with ThreadPool(1) as pool:
                going = threading.Event()
                slow = pool.apply_async(going.wait)
                seen = [error(lambda: slow.get(timeout=0.01)), slow.ready(), error(slow.successful)[1]]
                going.set()
                seen.append(slow.get())
                late = threading.Event()
                steps = pool.imap(lambda event: event.wait(), [late])
                seen += [error(lambda: steps.next(timeout=0.01)), multiprocessing.TimeoutError.__mro__[1].__name__]
                late.set()
                return seen
    """,
    "an initializer for each thread": """
        def run():
            mine, ready, all_here = threading.local(), [], threading.Barrier(3)
            def begin(word):
                mine.word = word
                ready.append(word)
            def work(number):
                all_here.wait()
                return mine.word * number
            with ThreadPool(3, begin, ("ab",)) as pool:
                return pool.map(work, [1, 2, 3], chunksize=1), ready
    """,
    "terminated with work to do": """
        def run():
            pool, going, done = ThreadPool(1), threading.Event(), []
            def work(number):
                going.set()
                done.append(number)
                stop.wait()
            stop = threading.Event()
            pool.map_async(work, range(5), chunksize=1)
            going.wait()
            stopping = threading.Thread(target=pool.terminate)
            stopping.start()
            stopping.join()
            stop.set()
            pool.join()
            return done, threading.active_count() - len(threading.enumerate())
    """,
    "dropped": """
        def run():
            before = threading.active_count()
            pool = ThreadPool(2)
            seen = pool.map(abs, [-1, -2])
            threads = list(pool._pool)
            pool.close()
            del pool
            for thread in threads:
                thread.join()
            return seen, threading.active_count() - before
    """,
    "dummy": """
        from multiprocessing.dummy import Array, Event, Lock, Manager, Namespace, Pipe, Pool, Process, Queue, Value
        def run():
            here, there = Pipe()
            def answer():
                there.send(there.recv() + 1)
            child = Process(target=answer, name="child")
            seen = [child.is_alive(), child.exitcode, child.daemon, child.name]
            child.start()
            here.send(1)
            seen.append((here.recv(), here.poll()))
            child.join()
            seen.append(child.exitcode)
            with Pool(2) as pool:
                seen.append(pool.map(abs, [-1]))
            number, numbers = Value("i", 3), Array("i", [1, 2])
            manager = Manager()
            with manager.Lock(), Lock():
                number.value += 1
            queue = Queue(1)
            queue.put(Namespace(a=1).a)
            return seen, number.value, list(numbers), queue.get(), Event().is_set(), manager.dict(a=1)
    """,
}


@pytest.mark.filterwarnings("ignore:unclosed running multiprocessing pool:ResourceWarning")
@pytest.mark.parametrize("name", PROGRAMS)
def test_it_does_what_the_real_one_does(name: str, tmp_path: Path) -> None:
    body = PROGRAMS[name].replace("\n        ", "\n")
    same(tmp_path, HEAD + body)


STYLES: Final = {
    "from": "from multiprocessing.pool import ThreadPool",
    "star": "from multiprocessing.pool import *",
    "import": "import multiprocessing.pool\nThreadPool = multiprocessing.pool.ThreadPool",
    "import as": "import multiprocessing.pool as mp\nThreadPool = mp.ThreadPool",
    "from package": "from multiprocessing import pool\nThreadPool = pool.ThreadPool",
    "package": "import multiprocessing\nThreadPool = multiprocessing.pool.ThreadPool",
    "inside": "def ThreadPool(n):\n    from multiprocessing.pool import ThreadPool\n    return ThreadPool(n)",
    "import_module": "import importlib\nThreadPool = importlib.import_module('multiprocessing.pool').ThreadPool",
    "dummy": "import multiprocessing.dummy\nThreadPool = multiprocessing.dummy.Pool",
    "dummy as": "import multiprocessing.dummy as mp\nThreadPool = mp.Pool",
    "dummy from": "from multiprocessing.dummy import Pool as ThreadPool",
    "dummy from package": "from multiprocessing import dummy\nThreadPool = dummy.Pool",
    "dummy star": "from multiprocessing.dummy import *\nThreadPool = Pool",
}


@pytest.mark.parametrize("style", STYLES)
def test_every_import_style_gives_simulated_threads(style: str, tmp_path: Path) -> None:
    source = STYLES[style] + "\ndef run():\n    with ThreadPool(2) as pool:\n        return pool.map(abs, [-1, 2])\n"
    finished = run(tmp_path, source, strategy=RandomWalk(3))
    assert value_of(finished) == [1, 2]
    assert len(finished.run.decisions) > 5, "the machine had the say"


PROCESSES: Final = {
    "Pool": "multiprocessing.pool.Pool(2)",
    "Pool of the package": "multiprocessing.Pool(2)",
    "Process": "multiprocessing.Process(target=print)",
    "Queue": "multiprocessing.Queue()",
    "queues.Queue": "multiprocessing.queues.Queue(ctx=multiprocessing.get_context())",
    "a context's": "multiprocessing.get_context('spawn').Lock()",
    "connection": "multiprocessing.connection.wait([])",
}


@pytest.mark.parametrize("name", PROCESSES)
def test_processes_are_refused_when_they_are_used(name: str, tmp_path: Path) -> None:
    source = "import multiprocessing.pool, multiprocessing.queues, multiprocessing.connection\ndef run():\n    "
    with pytest.raises(NotExplorableError, match=r"it uses multiprocessing\..* \(student.py, line 3\), which runs"):
        run(tmp_path, source + PROCESSES[name])


def test_to_define_what_uses_processes_is_no_use_of_them(tmp_path: Path) -> None:
    source = """
        import multiprocessing as mp
        from multiprocessing import Pool, Process, Queue, get_context
        from multiprocessing.pool import Pool as P, ThreadPool
        from concurrent.futures import ProcessPoolExecutor
        mp.set_start_method("spawn")
        context = mp.get_context("spawn")
        class Worker(Process):
            pass
        class Other(context.Process):
            pass
        class Many(P):
            pass
        class Threads(ThreadPool):
            pass
        def never(queue: Queue):
            return Pool(2), context.Queue(), Worker()
        def run():
            with Threads(1) as pool:
                return pool.apply(mp.current_process)._identity == () and context.get_start_method()
    """
    assert [simulated(tmp_path, source) for _ in range(2)] == ["spawn", "spawn"]


def test_a_pool_that_nobody_closes_leaves_its_threads(tmp_path: Path) -> None:
    """They are daemons: the program comes to its end, and they are what is left of it."""
    source = """
        from multiprocessing.pool import ThreadPool
        pools = []
        def run():
            pools.append(ThreadPool(2))
            return pools[0].map(abs, [-1])
    """
    finished = run(tmp_path, source)
    assert (finished.outcome["ending"], len(finished.outcome["left"])) == ("done", 2 + 3)


def test_a_pool_that_is_dropped_while_it_runs_ends(tmp_path: Path) -> None:
    source = """
        from multiprocessing.pool import ThreadPool
        def run():
            return ThreadPool(2).map(abs, [-1]), ThreadPool(1).apply(abs, (-2,))
    """
    for seed in range(20):
        finished = run(tmp_path, source, strategy=RandomWalk(seed))
        assert value_of(finished) == ([1], 2)
        assert finished.outcome["left"] == []


def test_the_same_choices_give_the_same_run(tmp_path: Path) -> None:
    source = """
        from multiprocessing.dummy import Pool, active_children
        def run():
            with Pool() as pool:
                return pool.map(abs, range(3)), len(pool._pool)
    """
    runs = [run(tmp_path, source, strategy=RandomWalk(5)) for _ in range(3)]
    assert value_of(runs[0]) == ([0, 1, 2], 4), "as many threads on any machine"
    assert runs[0].run == runs[1].run == runs[2].run
