"""The kernel: how runs end, what is left, time, and that the same schedule gives the same run anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from grader import wire
from grader.explore.schedule import Schedule
from grader.explore.strategy import RandomWalk, Replay
from grader.guest.sim.explorer import Explorer
from tests.corpus.test_corpus import VERSIONS, python
from tests.grader.sim.both import description, run, value_of, world

ROOT: Final = Path(__file__).resolve().parents[3]
PROCESSORS: Final = os.sched_getaffinity(0) if sys.platform == "linux" else set()
"""Those of this process before any run."""


def outcome(folder: Path, source: str, *calls: str, **more: Any) -> dict[str, Any]:
    return run(folder, source, *calls, **more).outcome


def outcomes(folder: Path, source: str, *calls: str, **more: Any) -> list[dict[str, Any]]:
    """Return all outcomes that a whole search finds."""
    explorer = Explorer(world(folder, source), description(*(calls or ("run",)), **more), wire.encode_error)
    found: list[dict[str, Any]] = []
    while True:
        told = explorer.more(500)
        found += told["outcomes"]
        if told["ended"]:
            assert told["exhausted"] == 2
            return found


def values(found: list[dict[str, Any]]) -> set[str]:
    return {json.dumps([result.get("value") for result in each["history"]]) for each in found}


def is_stuck(told: dict[str, Any]) -> bool:
    """Whether the only operation never returned; the run ends all the same, with what comes after the threads."""
    return [result.get("blocked") for result in told["history"]] == [True]


def test_a_deadlock_ends_the_run_and_names_who_is_stuck(tmp_path: Path) -> None:
    source = """
        import threading
        lock = threading.Lock()
        def run():
            lock.acquire()
            lock.acquire()
    """
    told = outcome(tmp_path, source)
    assert is_stuck(told)
    assert told["stuck"] == ["thread 1"]
    assert told["held"] == 1


def test_threads_that_keep_each_other_busy_are_stopped(tmp_path: Path) -> None:
    source = """
        class Turn: now = 0
        def run():
            while Turn.now != 5:
                Turn.now = 1
    """
    assert outcome(tmp_path, source, points=500)["ending"] == "endless"


def test_a_loop_that_polls_lets_others_go_on(tmp_path: Path) -> None:
    source = """
        class Turn: now = 0
        def wait():
            while Turn.now != 5:
                pass
        def go():
            Turn.now = 5
    """
    assert outcome(tmp_path, source, "wait", "go")["ending"] == "done"


def test_exceptions_in_threads_are_told_once_each(tmp_path: Path) -> None:
    source = """
        import threading
        def fail(kind):
            raise kind("no")
        def run():
            threads = [threading.Thread(target=fail, args=(kind,)) for kind in (ValueError, KeyError, SystemExit)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            return "fine"
    """
    told = outcome(tmp_path, source)
    assert sorted(each["names"][0] for each in told["unseen"]) == ["KeyError", "ValueError"]


def test_a_run_ends_with_daemons_left_and_tells_of_them_where_nobody_could_end_them(tmp_path: Path) -> None:
    """An object may be served by a daemon for as long as it lives; a function that leaves one has left it."""
    source = """
        import threading
        def run():
            threading.Thread(target=threading.Event().wait, daemon={daemon}).start()
            return 1
    """
    for daemon in (True, False):
        told = outcome(tmp_path, source.format(daemon=daemon))
        assert told["ending"] == "done"
        assert len(told["left"]) == 1


def test_a_lock_left_held_is_counted(tmp_path: Path) -> None:
    source = "import threading\nlock = threading.Lock()\ndef run():\n    lock.acquire()\n"
    assert outcome(tmp_path, source)["held"] == 1


STUBBORN: Final = """
    import threading
    def run():
        lock = threading.Lock()
        lock.acquire()
        while True:
            try:
                lock.acquire()
            except {what}:
                pass
"""


@pytest.mark.parametrize("what", ["BaseException", "Exception"])
def test_code_that_catches_everything_is_left_behind(what: str, tmp_path: Path) -> None:
    for _ in range(3):
        assert is_stuck(outcome(tmp_path, STUBBORN.format(what=what)))


def test_cleaning_up_after_the_end_of_a_run_may_use_locks(tmp_path: Path) -> None:
    source = """
        import threading
        lock, condition = threading.Lock(), threading.Condition()
        def run():
            with lock:
                try:
                    with condition:
                        condition.wait()
                finally:
                    with condition:
                        condition.notify_all()
    """
    assert is_stuck(outcome(tmp_path, source))


def test_sleeping_orders_nothing(tmp_path: Path) -> None:
    source = """
        import threading, time
        def run():
            said = []
            def say(word, after):
                time.sleep(after)
                said.append(word)
            threads = [threading.Thread(target=say, args=each) for each in (("b", 2), ("a", 1))]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            return "".join(said)
    """
    assert values(outcomes(tmp_path, source)) == {'["ab"]', '["ba"]'}
    assert values(outcomes(tmp_path, source, late=False)) == {'["ab"]'}, "unless all are as fast as they can be"


@pytest.mark.skipif(sys.platform != "linux", reason="only there can a thread be kept to a processor")
def test_runs_keep_to_one_processor_and_the_caller_gets_its_own_back(tmp_path: Path) -> None:
    source = "import os\ndef run():\n    return len(os.sched_getaffinity(0))\n"
    assert values(outcomes(tmp_path, source)) == {"[1]"}
    assert os.sched_getaffinity(0) == PROCESSORS


MAILBOX: Final = """
    import threading
    ready = threading.Condition()
    items = []
    def run():
        with ready:
            {loop} not items:
                ready.wait()
            return list(items)
    def put():
        with ready:
            items.append(1)
            {notify}
"""


def test_a_wait_ends_for_no_reason_where_that_is_asked_for(tmp_path: Path) -> None:
    careless, careful = (MAILBOX.format(loop=loop, notify="ready.notify()") for loop in ("if", "while"))
    assert values(outcomes(tmp_path, careless, "run", "put")) == {"[[1], null]"}
    assert values(outcomes(tmp_path, careless, "run", "put", spurious=1)) == {"[[1], null]", "[[], null]"}
    assert values(outcomes(tmp_path, careful, "run", "put", spurious=1)) == {"[[1], null]"}


def test_a_wait_that_may_end_for_no_reason_hides_no_deadlock(tmp_path: Path) -> None:
    found = outcomes(tmp_path, MAILBOX.format(loop="while", notify="pass"), "run", "put", spurious=1)
    assert ["thread 1"] in [told["stuck"] for told in found]


def test_a_time_out_comes_only_when_nothing_else_can(tmp_path: Path) -> None:
    source = """
        import threading
        lock = threading.Lock()
        def hold():
            with lock:
                return sum(range(10))
        def take():
            got = lock.acquire(timeout=0.001)
            if got:
                lock.release()
            return got
    """
    assert values(outcomes(tmp_path, source, "hold", "take")) == {"[45, true]"}


def test_a_notice_may_go_to_one_whose_time_is_up(tmp_path: Path) -> None:
    """As the real one does it: who waits is in line until it has the lock again."""
    source = """
        import threading, time
        ready = threading.Condition()
        def wait(timeout):
            with ready:
                return ready.wait(timeout)
        def run():
            time.sleep(1)
            with ready:
                ready.notify()
        def short():
            return wait(1)
        def long():
            return wait(9)
    """
    found = values(outcomes(tmp_path, source, "run", "short", "long", late=False))
    assert found == {"[null, true, false]", "[null, false, true]", "[null, false, false]"}


def test_trying_without_waiting_may_fail(tmp_path: Path) -> None:
    source = """
        import threading
        lock = threading.Lock()
        def hold():
            with lock:
                pass
        def take():
            got = lock.acquire({how})
            if got:
                lock.release()
            return got
    """
    for how in ("False", "timeout=0"):
        assert values(outcomes(tmp_path, source.format(how=how), "hold", "take")) == {"[null, true]", "[null, false]"}


def test_what_an_operation_took_is_exact(tmp_path: Path) -> None:
    source = "import time\ndef run():\n    time.sleep(3600)\n    time.sleep(0.1)\n"
    (result,) = outcome(tmp_path, source)["history"]
    assert result["took"] == 3_600_100_000_000


def test_names_by_id_and_order_of_sets_are_the_same_in_each_run(tmp_path: Path) -> None:
    source = """
        import threading
        def run():
            locks = {threading.Lock() for _ in range(5)}
            things = [object() for _ in range(3)]
            return [lock.__hash__() for lock in locks], sorted(map(id, things)) == [id(thing) for thing in things]
    """
    found = {json.dumps(outcome(tmp_path, source), sort_keys=True) for _ in range(5)}
    assert len(found) == 1


RACY: Final = """
import threading, queue, time
class Box:
    def __init__(self):
        self.items, self.total, self.names = [], 0, {"b", "a", "c"}
        self.condition = threading.Condition()
def run():
    box, letters = Box(), queue.Queue(maxsize=1)
    def put(number):
        letters.put(number)
        box.total += number
        with box.condition:
            box.items.append(number)
            box.condition.notify_all()
    def get():
        with box.condition:
            while not box.items:
                box.condition.wait()
        box.total -= letters.get()
        time.sleep(0.5)
        return [name for name in box.items if name]
    threads = [threading.Thread(target=put, args=(i,)) for i in (1, 2)] + [threading.Thread(target=get) for _ in "ab"]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return box.total, box.items, time.monotonic()
"""
CHILD: Final = """
import json, sys
from grader import wire
from grader.guest.sim.explorer import Explorer
from grader.guest.sim.world import World
path, program, *schedules = sys.argv[1:]
explorer = Explorer(World([path], []), json.loads(program), wire.encode_error)
for schedule in schedules:
    print(json.dumps(explorer.tell(schedule), sort_keys=True))
"""


@pytest.mark.parametrize("version", VERSIONS)
def test_a_schedule_gives_the_same_run_in_another_process_and_python(version: str, tmp_path: Path) -> None:
    interpreter = python(version)
    if interpreter is None:
        pytest.skip(f"there is no Python {version} here")
    schedules = []
    for seed in range(6):
        finished = run(tmp_path, RACY, strategy=RandomWalk(seed))
        schedules.append(str(finished.run.schedule))
    explorer = Explorer(world(tmp_path, RACY), description("run"), wire.encode_error)
    expected = [json.dumps(explorer.tell(schedule), sort_keys=True) for schedule in schedules]
    assert len(set(expected)) > 1
    program = json.dumps(description("run"))
    for hash_seed in ("1", "77"):
        environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONHASHSEED": hash_seed}
        command = [interpreter, "-c", CHILD, str(tmp_path / "student.py"), program, *schedules]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines() == expected


def test_a_schedule_replays_the_very_decisions_of_a_walk(tmp_path: Path) -> None:
    for seed in range(10):
        walked = run(tmp_path, RACY, strategy=RandomWalk(seed))
        again = run(tmp_path, RACY, strategy=Replay(Schedule.parse(str(walked.run.schedule))))
        assert again.run == walked.run
        assert again.outcome == walked.outcome


def test_a_run_that_was_ended_takes_no_points_from_the_next(tmp_path: Path) -> None:
    """Its end comes out of the tracer, where there is one, and the interpreter forgets that tracer."""
    source = """
        numbers = [0]
        def once():
            numbers[0] += 1
        def for_ever():
            while True:
                numbers[0] += 1
    """
    before = run(tmp_path, source, "once", "once").run
    assert run(tmp_path, source, "for_ever", "for_ever", points=500).outcome["ending"] == "endless"
    assert run(tmp_path, source, "once", "once").run == before


def test_a_submission_with_its_own_names_for_ours_is_explored_all_the_same(tmp_path: Path) -> None:
    """`len`, `id` or `threading` may be anything in a student's file."""
    source = """
        import threading as queue
        len = 5
        def run():
            thread = queue.Thread(target=print)
            thread.start()
            thread.join()
            return len
    """
    assert value_of(run(tmp_path, source)) == 5


if sys.version_info < (3, 12):

    def test_tracing_of_their_own_is_refused_where_ours_needs_it(tmp_path: Path) -> None:
        from grader.guest.sim.refuse import NotExplorableError

        with pytest.raises(NotExplorableError, match="settrace"):
            run(tmp_path, "import sys\ndef run():\n    sys.settrace(None)\n")
