"""However a submission gets at threads, they are simulated ones; what can't be simulated is named, and never passed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from grader.explore.strategy import RandomWalk
from grader.guest.sim.world import NotExplorableError
from tests.grader.sim.both import run, value_of

STYLES: Final = {
    "import": "import threading\ndef make(f): return threading.Thread(target=f), threading.Lock()",
    "import as": "import threading as t\ndef make(f): return t.Thread(target=f), t.Lock()",
    "from": "from threading import Thread, Lock\ndef make(f): return Thread(target=f), Lock()",
    "from as": "from threading import Thread as T, Lock as L\ndef make(f): return T(target=f), L()",
    "star": "from threading import *\ndef make(f): return Thread(target=f), Lock()",
    "_thread inside": (
        "def run():\n    import _thread\n    try:\n        _thread.allocate_lock()\n    except Exception:\n        pass\n"
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
}
UNPLACED: Final = {"threading.settrace", "ProcessPoolExecutor", "ProcessPoolExecutor from"}
"""Programs, and the word that must be in the sentence: the first word of their name."""


@pytest.mark.parametrize("name", NAMED)
def test_what_cannot_be_explored_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotExplorableError, match=r"it uses .*, which switches or blocks") as caught:
        run(tmp_path, NAMED[name])
    assert name.partition(" ")[0].rpartition(".")[2] in str(caught.value)
    if name not in UNPLACED:
        assert "(student.py, line " in str(caught.value)


def test_a_helper_beside_is_fresh_in_each_run(tmp_path: Path) -> None:
    source = "import helper\ndef run():\n    helper.count += 1\n    return helper.count\n"
    helpers: dict[str, Any] = {"helpers": {"helper": "count = 0\n"}}
    assert [value_of(run(tmp_path, source, **helpers)) for _ in range(3)] == [1, 1, 1]
