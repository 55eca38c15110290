"""Thread, local, Timer and who is who: as the real `threading` has it, errors and their messages included."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.grader.sim.both import run, same, value_of

ERROR: Final = """
def error(do):
    try:
        do()
    except BaseException as caught:
        return type(caught).__name__, str(caught)
    return "nothing"
"""

PROGRAMS: Final = {
    "arguments and names": """
        def run():
            seen = []
            def work(a, b=0):
                seen.append((a, b, threading.current_thread().name))
            one = threading.Thread(target=work, args=(1,), kwargs={"b": 2}, name="one")
            two = threading.Thread(None, work, "two", [3])
            for thread in (one, two):
                thread.start()
                thread.join()
            one.name = "uno"
            return seen, one.name, two.getName(), one.is_alive()
    """,
    "a name of its own says what it runs": """
        def work():
            pass
        def run():
            name = threading.Thread(target=work).name
            return name.startswith("Thread-"), name.endswith(" (work)"), threading.Thread().name.endswith(")")
    """,
    "a subclass": """
        class Mine(threading.Thread):
            def __init__(self, number):
                super().__init__(daemon=True)
                self.number = number
            def run(self):
                self.result = self.number * 2
        def run():
            mine = Mine(4)
            mine.start()
            mine.join()
            return mine.result, mine.daemon, isinstance(mine, threading.Thread)
    """,
    "a subclass that forgets its parent": """
        class Mine(threading.Thread):
            def __init__(self):
                self.number = 1
        def run():
            return error(lambda: Mine().start()), error(lambda: Mine().join())
    """,
    "started twice": """
        def run():
            thread = threading.Thread(target=int)
            before = error(thread.join)
            thread.start()
            thread.join()
            return before, error(thread.start), error(thread.join)
    """,
    "joining oneself": """
        def run():
            said = []
            def work():
                said.append(error(threading.current_thread().join))
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            return said
    """,
    "what a thread is before, while and after": """
        def run():
            gate = threading.Event()
            thread = threading.Thread(target=gate.wait)
            seen = [thread.is_alive(), thread.ident is None]
            thread.start()
            seen += [thread.is_alive(), thread.ident is None, thread.ident == threading.get_ident()]
            thread.join(timeout=0.05)
            seen.append(thread.is_alive())
            gate.set()
            thread.join()
            return seen + [thread.is_alive()]
    """,
    "daemons": """
        def run():
            thread = threading.Thread(target=int)
            seen = [thread.daemon]
            thread.daemon = 1
            seen.append(thread.daemon)
            thread.start()
            seen.append(error(lambda: setattr(thread, "daemon", False)))
            thread.join()
            inner = []
            def work():
                inner.append(threading.Thread(target=int).daemon)
            parent = threading.Thread(target=work, daemon=True)
            parent.start()
            parent.join()
            return seen, inner
    """,
    "a group is refused": """
        def run():
            return error(lambda: threading.Thread(group=1))
    """,
    "run without a target, and called by hand": """
        def run():
            seen = []
            thread = threading.Thread(target=seen.append, args=(1,))
            thread.run()
            empty = threading.Thread()
            empty.start()
            empty.join()
            return seen, thread.is_alive()
    """,
    "the exception hook": """
        def run():
            seen = []
            old = threading.excepthook
            threading.excepthook = lambda args: seen.append(
                (args.exc_type.__name__, str(args.exc_value), args.thread.name))
            thread = threading.Thread(target=lambda: 1 // 0, name="failing")
            thread.start()
            thread.join()
            threading.excepthook = old
            return seen
    """,
    "SystemExit ends a thread quietly": """
        import sys
        def run():
            seen = []
            old, threading.excepthook = threading.excepthook, lambda args: seen.append(args.exc_type.__name__)
            thread = threading.Thread(target=sys.exit)
            thread.start()
            thread.join()
            threading.excepthook = old
            return seen
    """,
    "thread-local data": """
        class Mine(threading.local):
            def __init__(self, start):
                self.value = start
        def run():
            mine, plain, seen = Mine(5), threading.local(), []
            plain.x = 1
            def work():
                seen.append((mine.value, hasattr(plain, "x")))
                mine.value = 9
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            return seen, mine.value, plain.x, isinstance(plain, threading.local)
    """,
    "a timer": """
        def run():
            seen = []
            timer = threading.Timer(0.01, seen.append, args=["rung"])
            timer.start()
            timer.join()
            other = threading.Timer(60, seen.append, ["late"])
            other.start()
            other.cancel()
            other.join()
            return seen, other.finished.is_set(), isinstance(timer, threading.Thread), timer.interval
    """,
    "the old names": """
        import warnings
        def run():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                thread = threading.Thread()
                thread.setName("x")
                thread.setDaemon(True)
                return thread.getName(), thread.isDaemon(), threading.currentThread() is threading.current_thread()
    """,
    "who is there": """
        def run():
            gate = threading.Event()
            threads = [threading.Thread(target=gate.wait, name=f"n{i}") for i in range(2)]
            before = threading.active_count()
            for thread in threads:
                thread.start()
            names = sorted(t.name for t in threading.enumerate() if t.name.startswith("n"))
            more = threading.active_count() - before
            gate.set()
            for thread in threads:
                thread.join()
            return names, more, threading.active_count() - before, threading.current_thread() in threading.enumerate()
    """,
    "the main thread": """
        def run():
            return threading.main_thread().name, threading.current_thread() is threading.main_thread()
    """,
    "threads compare and hash": """
        def run():
            one, two = threading.Thread(), threading.Thread()
            return one == one, one == two, len({one, two, one})
    """,
    "what a thread shows": """
        def run():
            gate = threading.Event()
            thread = threading.Thread(target=gate.wait, name="x", daemon=True)
            seen = [repr(thread)]
            thread.start()
            seen.append(repr(thread).startswith("<Thread(x, started daemon"))
            gate.set()
            thread.join()
            return seen, repr(thread).startswith("<Thread(x, stopped daemon")
    """,
    "a negative timeout of join": """
        def run():
            gate = threading.Event()
            thread = threading.Thread(target=gate.wait)
            thread.start()
            thread.join(-1)
            alive = thread.is_alive()
            gate.set()
            thread.join()
            return alive
    """,
    "context variables are a thread's own": """
        import contextvars
        def run():
            mine = contextvars.ContextVar("mine", default=0)
            mine.set(1)
            seen = []
            thread = threading.Thread(target=lambda: (seen.append(mine.get()), mine.set(2)))
            thread.start()
            thread.join()
            return seen, mine.get()
    """,
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", PROGRAMS)
def test_threads_do_as_the_real_ones(name: str, tmp_path: Path) -> None:
    same(tmp_path, "import threading\n" + ERROR + _flush_left(PROGRAMS[name]))


def _flush_left(text: str) -> str:
    lines = text.strip("\n").splitlines()
    return "\n".join(line[8:] for line in lines) + "\n"


def test_an_exception_that_nobody_sees_is_told(tmp_path: Path) -> None:
    source = """
        import threading
        def run():
            thread = threading.Thread(target=lambda: 1 // 0, name="dividing")
            thread.start()
            thread.join()
    """
    finished = run(tmp_path, source)
    (unseen,) = finished.outcome["unseen"]
    assert unseen["message"] == "integer division or modulo by zero" or "zero" in str(unseen)


def test_names_are_counted_afresh_in_each_run(tmp_path: Path) -> None:
    source = "import threading\ndef run():\n    return threading.Thread(target=run).name\n"
    assert [value_of(run(tmp_path, source)) for _ in range(3)] == ["Thread-1 (run)"] * 3
