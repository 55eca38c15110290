"""However a submission gets at threads, they are simulated ones; what can't be simulated is named, and never passed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from grader.explore.strategy import RandomWalk
from grader.guest.sim.refuse import NotExplorableError
from tests.grader.sim.both import run, value_of

STYLES: Final = {
    "import": "import threading\ndef make(f): return threading.Thread(target=f), threading.Lock()",
    "import as": "import threading as t\ndef make(f): return t.Thread(target=f), t.Lock()",
    "from": "from threading import Thread, Lock\ndef make(f): return Thread(target=f), Lock()",
    "from as": "from threading import Thread as T, Lock as L\ndef make(f): return T(target=f), L()",
    "star": "from threading import *\ndef make(f): return Thread(target=f), Lock()",
    "inside a function": "def make(f):\n    import threading\n    return threading.Thread(target=f), threading.Lock()",
    "import_module": (
        "import importlib\ndef make(f):\n    t = importlib.import_module('threading')\n"
        "    return t.Thread(target=f), t.Lock()"
    ),
    "from importlib": (
        "from importlib import import_module\nt = import_module('threading')\n"
        "def make(f): return t.Thread(target=f), t.Lock()"
    ),
    "__import__": "t = __import__('threading')\ndef make(f): return t.Thread(target=f), t.Lock()",
    "helper": "import helper\ndef make(f): return helper.make(f)",
    "from helper": "from helper import make",
    "helper's names": "from helper import *\ndef make(f): return Thread(target=f), Lock()",
}
HELPER: Final = "from threading import Thread, Lock\ndef make(f):\n    return Thread(target=f), Lock()\n"
USE: Final = """
def run():
    seen = []
    def work():
        seen.append(1)
    thread, lock = make(work)
    with lock:
        thread.start()
    thread.join()
    return seen, "grader" in type(thread).__module__ and "grader" in type(lock).__module__
"""


@pytest.mark.parametrize("style", STYLES)
def test_every_import_style_gives_simulated_threads(style: str, tmp_path: Path) -> None:
    finished = run(tmp_path, STYLES[style] + USE, helpers={"helper": HELPER})
    assert value_of(finished) == ([1], True)


FUTURES: Final = {
    "import": "import concurrent.futures\nPool = concurrent.futures.ThreadPoolExecutor",
    "import as": "import concurrent.futures as cf\nPool = cf.ThreadPoolExecutor",
    "from package": "from concurrent import futures\nPool = futures.ThreadPoolExecutor",
    "from module": "from concurrent.futures import ThreadPoolExecutor as Pool, wait, as_completed",
    "module of it": "from concurrent.futures.thread import ThreadPoolExecutor as Pool",
    "import_module": "import importlib\nPool = importlib.import_module('concurrent.futures').ThreadPoolExecutor",
    "inside": "def Pool(n):\n    from concurrent.futures import ThreadPoolExecutor\n    return ThreadPoolExecutor(n)",
}


@pytest.mark.parametrize("style", FUTURES)
def test_every_import_style_gives_a_simulated_executor(style: str, tmp_path: Path) -> None:
    source = FUTURES[style] + "\ndef run():\n    with Pool(2) as pool:\n        return list(pool.map(abs, [-1, 2]))\n"
    finished = run(tmp_path, source, strategy=RandomWalk(3))
    assert value_of(finished) == [1, 2]
    assert len(finished.run.decisions) > 5, "the machine had the say"


NAMED: Final = {
    "_thread": "import _thread\ndef run():\n    _thread.start_new_thread(print, ())\n",
    "_thread from": "from _thread import allocate_lock\ndef run():\n    allocate_lock().acquire()\n",
    "multiprocessing": "import multiprocessing\ndef run():\n    multiprocessing.Process(target=print).start()\n",
    "ProcessPoolExecutor": "import concurrent.futures as cf\ndef run():\n    cf.ProcessPoolExecutor(1)\n",
    "ProcessPoolExecutor of its module": (
        "import concurrent.futures.process\ndef run():\n    concurrent.futures.process.ProcessPoolExecutor(1)\n"
    ),
    "ProcessPoolExecutor from": "from concurrent.futures import ProcessPoolExecutor as P\ndef run():\n    P(1)\n",
    "greenlet": "import greenlet\ndef run():\n    pass\n",
    "open_connection": (
        "import asyncio\nasync def main():\n    await asyncio.open_connection('localhost', 80)\n"
        "def run():\n    asyncio.run(main())\n"
    ),
    "create_connection": (
        "import asyncio\nasync def main():\n    loop = asyncio.get_running_loop()\n"
        "    await loop.create_connection(asyncio.Protocol, 'localhost', 80)\ndef run():\n    asyncio.run(main())\n"
    ),
    "_thread inside": (
        "def run():\n    import _thread\n    try:\n        _thread.allocate_lock()\n"
        "    except Exception:\n        pass\n"
    ),
    "settrace": "import sys\ndef run():\n    sys.settrace(lambda *a: None)\n",
    "threading.settrace": "import threading\ndef run():\n    threading.settrace(lambda *a: None)\n",
    "setprofile": "import sys\ndef run():\n    sys.setprofile(print)\n",
    "fork": "import os\ndef run():\n    os.fork()\n",
    "subprocess": "import subprocess\ndef run():\n    subprocess.run(['true'])\n",
    "select": "import select\ndef run():\n    select.select([], [], [], 0)\n",
    "socket": "import socket\ndef run():\n    socket.socketpair()\n",
    "sched": "import sched\ndef run():\n    sched.scheduler().run()\n",
    "input": "def run():\n    input()\n",
    "exec": "count = 0\ndef run():\n    exec('global count; count += 1')\n",
    "eval": "def run():\n    return eval('1 + 1')\n",
    "compile": "def run():\n    compile('1', '', 'eval')\n",
    "grader": "import grader.guest.sim.kernel\ndef run():\n    pass\n",
}
UNPLACED: Final = {
    "create_connection",
    "threading.settrace",
    "ProcessPoolExecutor",
    "ProcessPoolExecutor from",
    "ProcessPoolExecutor of its module",
}
"""Programs, and the word that must be in the sentence: the first word of their name."""


@pytest.mark.parametrize("name", NAMED)
def test_what_cannot_be_explored_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotExplorableError, match=r"it uses .*, which runs, switches or blocks") as caught:
        run(tmp_path, NAMED[name])
    assert name.partition(" ")[0].rpartition(".")[2] in str(caught.value)
    if name not in UNPLACED:
        assert "(student.py, line " in str(caught.value)


def test_a_helper_beside_is_fresh_in_each_run(tmp_path: Path) -> None:
    source = "import helper\ndef run():\n    helper.count += 1\n    return helper.count\n"
    helpers: dict[str, Any] = {"helpers": {"helper": "count = 0\n"}}
    assert [value_of(run(tmp_path, source, **helpers)) for _ in range(3)] == [1, 1, 1]


def test_a_subclass_may_call_its_attributes_as_it_likes(tmp_path: Path) -> None:
    source = """
        import threading, queue
        class Worker(threading.Thread):
            def __init__(self, number):
                super().__init__()
                self._number, self._task, self._kernel, self._daemon = number, None, [], "no"
            def _tell(self):
                return self._number, self._task, self._kernel, self._daemon
            def run(self):
                self._task = "done"
        class Work(queue.SimpleQueue):
            op = _items = 3
        def run():
            worker, work = Worker([7]), Work()
            worker.start()
            work.put(4)
            worker.join()
            return worker._tell(), work.get(), len({worker})
    """
    assert value_of(run(tmp_path, source)) == (([7], "done", [], "no"), 4, 1)
