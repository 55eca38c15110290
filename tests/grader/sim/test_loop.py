"""asyncio on the machine: it does what it does for real, in virtual time, and the order of ready tasks is a choice."""

from __future__ import annotations

import json
import os
import subprocess
import textwrap
from pathlib import Path
from typing import Any, Final

import pytest

from grader import wire
from grader.explore.schedule import Schedule
from grader.explore.strategy import RandomWalk, Replay
from grader.guest.sim.explorer import Explorer
from tests.corpus.test_corpus import VERSIONS, python
from tests.grader.sim.both import description, real, run, simulated, value_of, world
from tests.grader.sim.test_kernel import CHILD, ROOT, is_stuck, outcome, outcomes, values

HEAD: Final = """
import asyncio, concurrent.futures, contextvars, functools, threading, time
seen = []
async def note(value, delay=0.0):
    await asyncio.sleep(delay)
    seen.append(value)
    return value
async def fail(words="no", delay=0.0):
    await asyncio.sleep(delay)
    raise ValueError(words)
def told(error):
    return f"{type(error).__name__}: {error}"
def run():
    seen.clear()
    return asyncio.run(main())
"""

SAME: Final = {
    "gather": "return await asyncio.gather(note(1, 0.02), note(2, 0.01)), seen",
    "gather with exceptions": """
        found = await asyncio.gather(note(1), fail(), return_exceptions=True)
        return found[0], told(found[1])
    """,
    "gather fails, the others go on": """
        try:
            await asyncio.gather(note(1, 0.01), fail())
        except ValueError as error:
            seen.append(told(error))
        await asyncio.sleep(0.02)
        return seen
    """,
    "wait_for in time": "return await asyncio.wait_for(note(1, 0.001), 30)",
    "wait_for too late": """
        try:
            await asyncio.wait_for(note(1, 30), 0.01)
        except TimeoutError:
            return "late", seen
    """,
    "timeout": """
        try:
            async with asyncio.timeout(0.01) as scope:
                await note(1, 30)
        except TimeoutError:
            return scope.expired(), seen
    """,
    "timeout of nothing": """
        try:
            async with asyncio.timeout(0):
                await note(1)
        except TimeoutError:
            return "late", seen
    """,
    "TaskGroup": """
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(note(n, n / 100)) for n in (3, 1, 2)]
        return [task.result() for task in tasks], seen
    """,
    "TaskGroup that fails": """
        try:
            async with asyncio.TaskGroup() as group:
                slow = group.create_task(note(1, 30))
                group.create_task(fail())
        except* ValueError as group:
            seen.append([told(error) for error in group.exceptions])
        return seen, slow.cancelled()
    """,
    "wait for the first": """
        tasks = [asyncio.create_task(note(n, n * 10 + 0.001)) for n in (1, 0)]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        return [task.result() for task in done], len(pending), [task.cancelled() for task in tasks]
    """,
    "as_completed": "return [await each for each in asyncio.as_completed([note(2, 0.02), note(1, 0.001)])]",
    "shield": """
        event = asyncio.Event()
        inner = asyncio.create_task(event.wait())
        try:
            await asyncio.wait_for(asyncio.shield(inner), 0.001)
        except TimeoutError:
            event.set()
        return await inner, inner.cancelled()
    """,
    "cancel": """
        async def work():
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError as error:
                seen.append(str(error))
                raise
        task = asyncio.create_task(work())
        await asyncio.sleep(0.001)
        task.cancel("enough")
        try:
            await task
        except asyncio.CancelledError:
            return seen, task.cancelled()
    """,
    "Queue": """
        queue = asyncio.Queue(2)
        async def consume():
            while (item := await queue.get()) is not None:
                seen.append((item, queue.qsize() <= 2))
                queue.task_done()
            queue.task_done()
        task = asyncio.create_task(consume())
        for item in "abcde":
            await queue.put(item)
        await queue.put(None)
        await queue.join()
        await task
        return seen
    """,
    "queues of other orders": """
        least, last = asyncio.PriorityQueue(), asyncio.LifoQueue()
        for number in (3, 1, 2):
            least.put_nowait(number)
            last.put_nowait(number)
        return [least.get_nowait() for _ in "abc"], [await last.get() for _ in "abc"]
    """,
    "Lock": """
        lock = asyncio.Lock()
        async def work(name):
            async with lock:
                seen.append(lock.locked())
                await asyncio.sleep(0.001)
                seen.append(name == name)
        await asyncio.gather(*(work(name) for name in "abc"))
        return seen, lock.locked()
    """,
    "Event": """
        event = asyncio.Event()
        tasks = [asyncio.create_task(event.wait()) for _ in range(3)]
        await asyncio.sleep(0)
        event.set()
        return await asyncio.gather(*tasks), event.is_set()
    """,
    "Semaphore": """
        inside, most, free = 0, 0, asyncio.Semaphore(2)
        async def work():
            nonlocal inside, most
            async with free:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.001)
                inside -= 1
        await asyncio.gather(*(work() for _ in range(5)))
        return most, inside
    """,
    "BoundedSemaphore": """
        free = asyncio.BoundedSemaphore(1)
        try:
            free.release()
        except ValueError as error:
            return told(error)
    """,
    "Condition": """
        ready, condition = [], asyncio.Condition()
        async def wait():
            async with condition:
                await condition.wait_for(lambda: ready)
                return ready.pop()
        tasks = [asyncio.create_task(wait()) for _ in "ab"]
        await asyncio.sleep(0.001)
        async with condition:
            ready += [1, 1]
            condition.notify_all()
        return await asyncio.gather(*tasks)
    """,
    "Barrier": """
        barrier = asyncio.Barrier(3)
        async def come():
            async with barrier as place:
                return place
        return sorted(await asyncio.gather(*(come() for _ in range(3)))), barrier.n_waiting
    """,
    "to_thread": "return await asyncio.to_thread(functools.partial(sum, [1, 2]), 3), threading.active_count() > 1",
    "run_in_executor": """
        loop = asyncio.get_running_loop()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            found = await asyncio.gather(*(loop.run_in_executor(pool, abs, -n) for n in range(4)))
        try:
            await loop.run_in_executor(None, int, "x")
        except ValueError as error:
            return found, told(error)
    """,
    "call_soon and call_later": """
        loop = asyncio.get_running_loop()
        loop.call_later(0.002, seen.append, "later")
        loop.call_soon(seen.append, "soon")
        loop.call_soon(seen.append, "second")
        loop.call_later(30, seen.append, "never").cancel()
        await asyncio.sleep(0.01)
        return seen
    """,
    "call_soon_threadsafe": """
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        thread = threading.Thread(target=loop.call_soon_threadsafe, args=(future.set_result, 7))
        thread.start()
        found = await future
        await loop.run_in_executor(None, thread.join)
        return found
    """,
    "asynchronous generator": """
        async def count():
            try:
                for number in range(5):
                    await asyncio.sleep(0)
                    yield number
            finally:
                await asyncio.sleep(0)
                seen.append("closed")
        numbers = count()
        async for number in numbers:
            if number == 2:
                break
        await numbers.aclose()
        return number, seen, [n async for n in count() if n % 2]
    """,
    "context variables": """
        who = contextvars.ContextVar("who", default="nobody")
        async def work(name):
            who.set(name)
            await asyncio.sleep(0.001)
            return who.get() == name
        return await asyncio.gather(*(work(name) for name in "ab")), who.get()
    """,
    "names and the current task": """
        async def work():
            return asyncio.current_task().get_name()
        task = asyncio.create_task(work(), name="worker")
        other = asyncio.create_task(work())
        return await task, (await other).startswith("Task-"), len(asyncio.all_tasks())
    """,
    "a loop in a loop": """
        made = note(1)
        try:
            asyncio.run(made)
        except RuntimeError as error:
            made.close()
            return told(error)
    """,
}  # fmt: skip


def source(body: str, head: str = "async def main():") -> str:
    return f"{HEAD}{head}\n{textwrap.indent(textwrap.dedent(body), '    ')}"


def same(folder: Path, text: str) -> None:
    """Run it for real, on the machine by default and in a few random orders: all give the same."""
    finished = [run(folder, text, strategy=walk, late=False) for walk in (None, *map(RandomWalk, range(3)))]
    assert list(map(value_of, finished)) == [real(text)] * 4


@pytest.mark.parametrize("name", SAME)
def test_it_does_as_the_real_one(name: str, tmp_path: Path) -> None:
    same(tmp_path, source(SAME[name]))


OTHER_WAYS: Final = {
    "Runner": "with asyncio.Runner() as runner:\n    return runner.run(note(1)), runner.run(note(2))",
    "a loop by hand": (
        "loop = asyncio.new_event_loop()\ntry:\n    return loop.run_until_complete(note(1)), loop.is_running()\n"
        "finally:\n    loop.close()"
    ),
    "a thread's loop": (
        "loop = asyncio.new_event_loop()\nthread = threading.Thread(target=loop.run_forever)\nthread.start()\n"
        "found = asyncio.run_coroutine_threadsafe(note(5, 0.001), loop).result()\n"
        "try:\n    asyncio.run_coroutine_threadsafe(fail(), loop).result()\n"
        "except ValueError as error:\n    seen.append(told(error))\n"
        "loop.call_soon_threadsafe(loop.stop)\nthread.join()\nloop.close()\nreturn found, seen"
    ),
    "no loop": "try:\n    asyncio.get_running_loop()\nexcept RuntimeError as error:\n    return told(error)",
}


@pytest.mark.parametrize("name", OTHER_WAYS)
def test_loops_are_had_in_many_ways(name: str, tmp_path: Path) -> None:
    same(tmp_path, source(OTHER_WAYS[name], "def run():"))


def test_time_is_virtual_and_exact(tmp_path: Path) -> None:
    text = source("""
        loop, times = asyncio.get_running_loop(), []
        for delay in [0.1] * 10 + [3600, 1e-9, 0.3]:
            await asyncio.sleep(delay)
            times.append(loop.time())
        return times
    """)
    expected = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 3601.0, 3601.000000001, 3601.300000001]
    assert simulated(tmp_path, text) == expected


def test_a_submissions_coroutine_is_run_when_a_check_calls_it(tmp_path: Path) -> None:
    assert value_of(run(tmp_path, HEAD + "async def twice(): return await note(2)", "twice")) == 2


CHECK_THEN_ACT: Final = """
    made, calls = {}, []
    async def get(key):
        if key not in made:
            await asyncio.sleep(0)
            if key not in made:
                made[key] = asyncio.current_task().get_name()
        calls.append(asyncio.current_task().get_name())
    await asyncio.gather(get("a"), get("a"))
    return calls
"""


def test_the_order_of_ready_tasks_is_a_choice(tmp_path: Path) -> None:
    found = values(outcomes(tmp_path, source(CHECK_THEN_ACT)))
    assert found == {json.dumps([names]) for names in (["Task-2", "Task-3"], ["Task-3", "Task-2"])}


def test_what_is_done_comes_in_another_order_than_it_was_begun(tmp_path: Path) -> None:
    """A set of tasks has no order: who takes it for the order of the calls is found out in the first run."""
    text = source("""
        done, _ = await asyncio.wait([asyncio.create_task(note(number)) for number in range(3)])
        return [task.result() for task in done]
    """)
    assert simulated(tmp_path, text) == [2, 1, 0]


COMPLETED: Final = {
    "awaited": "return [await each for each in asyncio.as_completed([note(number) for number in range(20)])]",
    "once each": "one = note(1)\nreturn [await each for each in asyncio.as_completed([one, note(2), one])]",
    "too late": """
        found = asyncio.as_completed([note(number, number / 10) for number in range(3)], timeout=0.15)
        tasks = []
        for each in found:
            try:
                tasks.append(await each)
            except TimeoutError:
                break
        return tasks
    """,
    "no list": """
        try:
            for each in asyncio.as_completed(asyncio.get_running_loop().create_future()):
                await each
        except TypeError as error:
            return told(error)
    """,
}


@pytest.mark.parametrize("name", COMPLETED)
def test_as_completed_takes_coroutines_in_their_order(name: str, tmp_path: Path) -> None:
    """asyncio makes a set of the coroutines first: by addresses they would begin in another order in each run."""
    text = source(COMPLETED[name])
    found = [value_of(run(tmp_path, text, late=False)) for _ in range(5)]
    assert found == [found[0]] * 5
    assert sorted(found[0]) == sorted(real(text))


def test_plain_callbacks_keep_their_order(tmp_path: Path) -> None:
    assert len(outcomes(tmp_path, source(SAME["call_soon and call_later"]))) == 1


SLEEPS: Final = "await asyncio.gather(note(1, 0.1), note(2, 0.2), note(3, 0.3))\nreturn seen"


@pytest.mark.parametrize(("late", "count"), [(True, 6), (False, 1)])
def test_sleepers_may_be_late_unless_a_check_says_no(late: bool, count: int, tmp_path: Path) -> None:
    assert len(values(outcomes(tmp_path, source(SLEEPS), late=late))) == count


def test_sleepers_that_are_due_together_interleave(tmp_path: Path) -> None:
    text = source("""
        async def get():
            await asyncio.sleep(0.1)
            if not seen:
                await asyncio.sleep(0)
                seen.append(1)
        await asyncio.gather(get(), get())
        return seen
    """)
    for late in (True, False):
        assert values(outcomes(tmp_path, text, late=late)) == {"[[1]]", "[[1, 1]]"}


def test_no_time_out_comes_early_and_no_sleeper_goes_past_one(tmp_path: Path) -> None:
    text = source("""
        async def both(delay, limit):
            try:
                return await asyncio.wait_for(note(delay, delay), limit)
            except TimeoutError:
                return "late"
        return await asyncio.gather(both(1, 2), both(2, 1))
    """)
    assert values(outcomes(tmp_path, text)) == {json.dumps([[1, "late"]])}


TROUBLE: Final = {
    "left": ("asyncio.create_task(note(1, 5))\nawait asyncio.sleep(0)", ["left", "Task-2 note", 5]),
    "left, of nobody's code": (
        "asyncio.create_task(asyncio.sleep(5))\nawait asyncio.sleep(0)", ["left", "Task-2 sleep", 17]
    ),
    "never awaited": ("note(1)", ["never awaited", "note", 17]),
    "unretrieved": ("asyncio.create_task(fail())\nawait asyncio.sleep(1)", ["unretrieved", "ValueError: no", 10]),
    "sleep blocks": ("time.sleep(1)", ["blocks", "sleep", 17]),
    "lock blocks": (
        "lock = threading.Lock()\nlock.acquire()\nthreading.Timer(1, lock.release).start()\nlock.acquire()",
        ["blocks", "acquire", 20],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TROUBLE)
def test_what_goes_wrong_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    body, (kind, what, line) = TROUBLE[name]
    told = outcome(tmp_path, source(body))
    assert told["trouble"] == [[kind, what, "student.py" if line else "", line]]


FINE: Final = {
    "cancelled and awaited": """
        task = asyncio.create_task(note(1, 5))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    """,
    "a lock that is free": "with threading.Lock():\n    await asyncio.sleep(0)",
    "looked at": "task = asyncio.create_task(fail())\nawait asyncio.wait([task])\ntask.exception()",
    "closed": "note(1).close()",
    "threads of its own": "await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(3)))",
}


@pytest.mark.parametrize("name", FINE)
def test_what_is_right_is_no_trouble(name: str, tmp_path: Path) -> None:
    explorer = Explorer(world(tmp_path, source(FINE[name])), description("run"), wire.encode_error)
    assert not any(each["trouble"] for each in explorer.more(150)["outcomes"])


BROKEN_OFF: Final = """
    async def count(name):
        try:
            yield 1
            yield 2
        finally:
            seen.append(name)
    async def look(generator):
        async for number in generator:
            return number
    await look(count("first"))
    await look(count("second"))
    async for number in count("at its end"):
        pass
    await asyncio.sleep(1)
    return [*seen]
"""


def test_a_generator_that_nobody_closes_is_closed_with_its_loop(tmp_path: Path) -> None:
    """And not when its last reference goes: a story, which holds what it tells of, would change what happens."""
    text = source(BROKEN_OFF).replace("return asyncio.run(main())", "return [asyncio.run(main()), sorted(seen)]")
    explorer = Explorer(world(tmp_path, text), description("run"), wire.encode_error)
    found = explorer.more(20)["outcomes"]
    assert values(found) == {json.dumps([[["at its end"], ["at its end", "first", "second"]]])}
    assert all(each["history"] == explorer.tell(each["schedule"])["history"] for each in found)
    assert not any(each["trouble"] for each in found)


def test_a_deadlock_of_tasks_says_who_waits_where(tmp_path: Path) -> None:
    text = source("""
        one, two = asyncio.Lock(), asyncio.Lock()
        async def work(first, second):
            async with first:
                await asyncio.sleep(0)
                async with second:
                    pass
        await asyncio.gather(work(one, two), work(two, one))
    """)
    told = outcome(tmp_path, text)
    assert is_stuck(told)
    assert told["trouble"] == [
        ["waits", "Task-1 main awaits Task-2 work, Task-3 work", "student.py", 24],
        ["waits", "Task-2 work awaits Lock.acquire", "student.py", 22],
        ["waits", "Task-3 work awaits Lock.acquire", "student.py", 22],
    ]


def test_a_task_that_never_lets_others_go_on_is_stopped(tmp_path: Path) -> None:
    told = outcome(tmp_path, source("while True: await asyncio.sleep(0)"), points=500)
    assert told["ending"] == "endless"


def test_a_lock_of_threads_is_the_threads_not_the_tasks(tmp_path: Path) -> None:
    """An RLock that one task holds over an await can be taken again by another one: they are of one thread."""
    body = """
        lock = threading.RLock()
        async def work():
            with lock:
                await asyncio.sleep(0.001)
                return threading.current_thread() is threading.main_thread(), threading.get_ident() > 0
        return await asyncio.gather(work(), work())
    """
    same(tmp_path, source(body))


@pytest.mark.parametrize("waits", ["asyncio.sleep(5)", "asyncio.Event().wait()", "queue.get()"])
def test_a_task_that_catches_all_that_ends_it_does_not_outlive_the_run(waits: str, tmp_path: Path) -> None:
    """Who frees its coroutine closes it, which it catches as well, and so for ever: no await of it can wait then."""
    text = source(f"""
        queue = asyncio.Queue()
        async def work():
            while True:
                try:
                    await {waits}
                except BaseException:
                    continue
        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task)
    """)
    told = outcome(tmp_path, text, late=False, points=500)
    assert is_stuck(told) or told["ending"] == "endless"


GROUPS: Final = source("""
    async def work(number):
        await asyncio.sleep(number % 2)
        if number == 3:
            raise KeyError(number)
        try:
            await asyncio.sleep(5)
        finally:
            seen.append(number)
    try:
        async with asyncio.TaskGroup() as group:
            for number in range(5):
                group.create_task(work(number))
    except* KeyError:
        pass
    return seen
""")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_schedule_gives_the_same_run_in_another_process_and_python(version: str, tmp_path: Path) -> None:
    """A group cancels its tasks out of a set."""
    interpreter = python(version)
    if interpreter is None:
        pytest.skip(f"there is no Python {version} here")
    schedules = [str(run(tmp_path, GROUPS, strategy=RandomWalk(seed)).run.schedule) for seed in range(5)]
    explorer = Explorer(world(tmp_path, GROUPS), description("run"), wire.encode_error)
    expected = [json.loads(json.dumps(explorer.tell(schedule))) for schedule in schedules]
    assert len({json.dumps(each["history"]) for each in expected}) > 1
    for hash_seed in ("1", "77"):
        environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONHASHSEED": hash_seed}
        command = [interpreter, "-c", CHILD, str(tmp_path / "student.py"), json.dumps(description("run")), *schedules]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        told: list[dict[str, Any]] = list(map(json.loads, done.stdout.splitlines()))
        assert [each["history"] for each in told] == [each["history"] for each in expected]


def test_a_schedule_replays_the_very_decisions_of_a_walk(tmp_path: Path) -> None:
    for seed in range(10):
        walked = run(tmp_path, GROUPS, strategy=RandomWalk(seed))
        again = run(tmp_path, GROUPS, strategy=Replay(Schedule.parse(str(walked.run.schedule))))
        assert again.run == walked.run
        assert again.outcome == walked.outcome
