"""Coroutines in explorations: what they leave behind, virtual time, cancellation, and several tasks in one loop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.describe import Blocks, Do, Limits, call, do, new, probe
from grader.judge.explained import Explained
from grader.judge.host import Place, can_fork
from grader.judge.outcome import Outcome
from grader.judge.student import Student
from grader.judge.warm import WarmHost
from tests.grader.judge.failing import failure

pytestmark = pytest.mark.skipif(not can_fork(), reason="the cold host is tested elsewhere")

COROUTINES = """
import asyncio
import time

async def both(first, second):
    return await asyncio.gather(first(), second())

async def add(counter, wait):
    seen = counter[0]
    await asyncio.sleep(wait)
    counter[0] = seen + 1

async def lost(count):
    counter = [0]
    await asyncio.gather(*(add(counter, 0.1) for _ in range(count)))
    return counter[0]

async def first_made_last():
    made = {}
    async def fill(name):
        made.setdefault("by", name)
    await asyncio.gather(fill("a"), fill("b"))
    return made["by"]

async def leaves():
    asyncio.create_task(asyncio.sleep(5))
    await asyncio.sleep(0)

async def forgets():
    add([0], 1)

async def loses():
    async def fail():
        raise KeyError("gone")
    asyncio.create_task(fail())
    await asyncio.sleep(1)

async def stops_all():
    time.sleep(1)

async def waits():
    event = asyncio.Event()
    async def wait():
        await event.wait()
    await asyncio.gather(wait(), wait())

async def sleeps(seconds):
    await asyncio.sleep(seconds)

async def fetch_all(fetch, keys, limit):
    gate = asyncio.Semaphore(limit)
    async def one(key):
        async with gate:
            return await fetch(key)
    return await asyncio.gather(*(one(key) for key in keys))

async def cleans_up(fetch):
    work = [asyncio.create_task(fetch(key)) for key in "ab"]
    try:
        return await asyncio.gather(*work)
    finally:
        for each in work:
            each.cancel()
        await asyncio.gather(*work, return_exceptions=True)

async def leaves_work(fetch):
    work = [asyncio.create_task(fetch(key)) for key in "ab"]
    await asyncio.wait(work)

async def swallows(fetch):
    try:
        return await fetch("a")
    except asyncio.CancelledError:
        return "nothing"

async def waits_for(fetch):
    return await asyncio.wait_for(fetch("a"), 9)

async def is_being_cancelled():
    return asyncio.current_task().cancelling()

class Slot:
    def __init__(self):
        asyncio.get_running_loop()
        self.item, self.changed = None, asyncio.Condition()
    async def put(self, item):
        async with self.changed:
            await self.changed.wait_for(lambda: self.item is None)
            self.item = item
            self.changed.notify_all()
    async def take(self):
        async with self.changed:
            await self.changed.wait_for(lambda: self.item is not None)
            item, self.item = self.item, None
            self.changed.notify_all()
            return item
    def look(self):
        return self.item

class Hasty(Slot):
    async def take(self):
        async with self.changed:
            await self.changed.wait_for(lambda: self.item is not None)
        await asyncio.sleep(0)
        async with self.changed:
            item, self.item = self.item, None
            self.changed.notify_all()
            return item
"""


@pytest.fixture
def coroutines(tmp_path: Path) -> Iterator[Student]:
    (tmp_path / "program.py").write_text(COROUTINES, encoding="utf-8")
    host = WarmHost(Place(tmp_path), boxed=False)
    made = Student(host, ["program"])
    made.load()
    yield made
    made.close()
    host.close()


TROUBLES = {
    "leaves": r"the task Task-2 sleep \(program.py, line 2\d\) still runs at the end",
    "forgets": r"the coroutine add \(program.py, line 3\d\) was made and never awaited",
    "loses": r"a task ended by KeyError: 'gone' \(program.py, line 34\), and nobody looked at it",
    "stops_all": r"sleep \(program.py, line 39\) stops the whole event loop",
    "waits": r"\(Task-1 waits awaits Task-2 wait, Task-3 wait at line 4\d, Task-2 wait awaits Event.wait at line 4\d",
}


@pytest.mark.parametrize("name", TROUBLES)
def test_what_coroutines_leave_behind_fails(coroutines: Student, name: str) -> None:
    found = failure(lambda: coroutines.explore(threads=[[call(f"program.{name}")]]).must_end())
    assert re.search(TROUBLES[name], str(found)), str(found)


def test_coroutines_are_judged_in_every_order_and_in_virtual_time(coroutines: Student) -> None:
    runs = coroutines.explore(threads=[[call("program.lost", 2)]])
    lost = failure(lambda: runs.must_all(lambda o: "" if o.threads[0][0].value == 2 else "an update is lost"))
    assert "an update is lost" in str(lost)
    assert isinstance(lost, Explained)
    assert [name for name in lost.story.threads if "add" in name] == ["Task-2 add", "Task-3 add"]
    assert lost.story.notes == (), "steps of tasks race with nothing, and this order comes by itself"
    first = {
        outcome.threads[0][0].value
        for outcome in coroutines.explore(threads=[[call("program.first_made_last")]]).outcomes()
    }
    assert first == {"a", "b"}
    (slept,) = coroutines.explore(threads=[[call("program.sleeps", 3600)]]).outcomes()
    assert slept.threads[0][0].took == 3600


def spans(outcome: Outcome) -> list[tuple[object, float, float | None, bool]]:
    return [(call.args[0], call.began, call.ended, call.cancelled) for call in outcome.calls]


def test_a_probe_that_is_a_coroutine_takes_virtual_time_and_answers_by_its_argument(coroutines: Student) -> None:
    fetch = probe("fetch", answers={"a": 1, "b": KeyError("b")}, seconds={"a": 2.5}, coroutine=True)
    runs = coroutines.explore(threads=[[call("program.fetch_all", fetch, ["a", "c"], 1)]], late=False)
    for outcome in runs.outcomes():
        (result,) = outcome.threads[0]
        assert (result.value, result.took) == ([1, "c"], 2.5)
        assert [call.ended - call.began for call in outcome.calls if call.ended is not None] in ([2.5, 0], [0, 2.5])
    fails = coroutines.explore(threads=[[call("program.fetch_all", fetch, ["b"], 1)]], late=False)
    assert [str(outcome.threads[0][0]) for outcome in fails.outcomes()] == [
        "fetch_all(fetch, ['b'], 1) raises KeyError ('b')"
    ]


def test_a_limit_is_reached_and_never_exceeded(coroutines: Student) -> None:
    fetch = probe("fetch", seconds=1.0, coroutine=True)

    def all_of(limit: int) -> Do:
        return call("program.fetch_all", fetch, [1, 2, 3, 4], limit)

    runs = coroutines.explore(threads=[[all_of(2)]], late=False)
    runs.must_overlap(fetch, 2)
    runs.must_not_exceed(fetch, 2)
    told = failure(lambda: coroutines.explore(threads=[[all_of(3)]], late=False).must_not_exceed(fetch, 2))
    assert "3 calls of fetch run at once, where at most 2 may" in str(told)
    assert isinstance(told, Explained)
    assert [row[4:].strip("█").strip() for row in told.story.picture[1:4]] == ["┤", "┤", "┤"]
    assert told.story.picture[-1].split() == ["0", "s", "2", "s"]
    assert told.story.takes_time
    assert (told.story.pattern, told.story.schedule) == ("what happened", "-")
    idle = failure(lambda: coroutines.explore(threads=[[all_of(1)]], late=False).must_overlap(fetch, 2))
    assert "no order of the threads were there more than 1" in str(idle)


def test_a_cancellation_comes_at_every_moment_at_which_something_is_awaited(coroutines: Student) -> None:
    fetch = probe("fetch", seconds={"a": 1.0, "b": 2.0}, coroutine=True)
    runs = coroutines.explore(threads=[[call("program.cleans_up", fetch)]], late=False, cancel=True)
    runs.must_pass_on_cancellation()
    found = runs.outcomes()
    assert {outcome.cancelled for outcome in found} == {None, 0.0, 1.0, 2.0}
    assert ("a", 0.0, 0.0, True) in {span for outcome in found for span in spans(outcome)}
    assert ("b", 0.0, 1.0, True) in {span for outcome in found for span in spans(outcome)}
    assert all(ended is not None for outcome in found for _, _, ended, _ in spans(outcome))


def test_work_that_outlives_a_cancellation_is_found_and_told(coroutines: Student) -> None:
    fetch = probe("fetch", seconds=1.0, coroutine=True)
    runs = coroutines.explore(threads=[[call("program.leaves_work", fetch)]], late=False, cancel=True)
    told = failure(runs.must_end)
    assert "still runs at the end" in str(told)
    assert isinstance(told, Explained)
    assert told.story.pattern == "a cancellation at an unlucky moment"
    assert "is cancelled from outside" in [step.note for step in told.story.steps]
    coroutines.explore(threads=[[call("program.leaves_work", fetch)]], late=False).must_end()


def test_a_swallowed_cancellation_is_told(coroutines: Student) -> None:
    fetch = probe("fetch", seconds=1.0, coroutine=True)
    runs = coroutines.explore(threads=[[call("program.swallows", fetch)]], late=False, cancel=True)
    told = failure(runs.must_pass_on_cancellation)
    said = "cancelled from outside after 0 s, it should end by CancelledError, but swallows(fetch) gives 'nothing'"
    assert str(told) == said
    runs.must_pass_on_cancellation(before=0.0)


class Model:
    """A slot, one operation at a time."""

    def __init__(self) -> None:
        self.item: object = None

    def put(self, item: object) -> None:
        if self.item is not None:
            raise Blocks
        self.item = item

    def take(self) -> object:
        if self.item is None:
            raise Blocks
        item, self.item = self.item, None
        return item

    def look(self) -> object:
        return self.item


def test_tasks_of_one_loop_use_one_object(coroutines: Student) -> None:
    tasks = [[do("put", 1)], [do("put", 2)], [do("take"), do("look")], [do("take")]]
    few = Limits(walks=30, schedules=200)
    coroutines.explore(new("program.Slot"), tasks=tasks, limits=few).must_match(Model)
    told = failure(lambda: coroutines.explore(new("program.Hasty"), tasks=tasks).must_match(Model))
    assert isinstance(told, Explained)
    assert {"task 3", "task 4"} <= set(told.story.threads)


def test_tasks_that_wait_for_ever_are_told_by_name(coroutines: Student) -> None:
    runs = coroutines.explore(new("program.Slot"), tasks=[[do("take")], [do("take")], [do("put", 1)]])
    told = failure(runs.must_end)
    assert re.search(r"take\(\) waits for ever: .*task [12] awaits Condition.wait_for at line \d+", str(told)), str(
        told
    )
    assert isinstance(told, Explained)
    assert any("waits for ever: nothing lets Condition.wait_for go on" in step.note for step in told.story.steps)


def test_a_check_names_either_threads_or_tasks(coroutines: Student) -> None:
    with pytest.raises(TypeError, match="either threads or tasks"):
        coroutines.explore(threads=[[do("take")]], tasks=[[do("take")]])


def test_an_operation_after_a_cancelled_one_is_not_cancelled_itself(coroutines: Student) -> None:
    fetch = probe("fetch", seconds=1.0, coroutine=True)
    tasks = [[call("program.cleans_up", fetch), call("program.is_being_cancelled")]]
    found = coroutines.explore(tasks=tasks, late=False, cancel=True, limits=Limits(walks=5)).outcomes()
    assert {outcome.cancelled is None for outcome in found} == {True, False}
    assert {outcome.threads[0][1].value for outcome in found} == {0}


def test_no_cancellation_comes_while_a_result_is_on_its_way(coroutines: Student) -> None:
    """`wait_for` of 3.11 would give the result."""
    fetch = probe("fetch", seconds=1.0, coroutine=True)
    runs = coroutines.explore(threads=[[call("program.waits_for", fetch)]], late=False, cancel=True)
    runs.must_pass_on_cancellation()
    assert {outcome.cancelled for outcome in runs.outcomes()} == {None, 0.0, 1.0}
