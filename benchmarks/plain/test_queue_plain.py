"""The public checks of 03_queue as plain tests, in the process of the code that they test: no kit, no wall.

Each asserts what the check of the same name asserts. What a check learns by `settle` or `blocked` is guessed here by
waiting a moment, as plain tests do; the benchmark compares CPU time, which waiting costs none of.
"""

from __future__ import annotations

import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import queues  # type: ignore[import-not-found]  # the student's module: the benchmark puts it on the path

MOMENT = 0.15
PATIENCE = 10.0


class Started:
    """A call on a thread of its own."""

    def __init__(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        self._call = partial(function, *args, **kwargs)
        self._value: Any = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._value = self._call()
        except BaseException as error:
            self._error = error

    def ends(self, seconds: float = PATIENCE) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> Any:  # noqa: ANN401 - whatever the call returns
        assert self.ends(), "the call does not end"
        if self._error is not None:
            raise self._error
        return self._value


def must_wait(calls: list[Started], sentence: str) -> None:
    time.sleep(MOMENT)
    assert not any(call.ends(0) for call in calls), sentence


def test_offer_and_drain() -> None:
    boxes: list[Any] = [queue.Queue(2), multiprocessing.Queue(2)]
    for box in boxes:
        came = []
        for item in ("first", None, "third"):
            offering = Started(queues.offer, box, item)
            assert offering.ends(), "offer waits at a full queue"
            came.append(offering.result())
        assert came == [True, True, False]
    numbers: queue.Queue[object] = queue.Queue()
    for wanted in (["a", None, 0, "", "b"], []):
        for each in wanted:
            numbers.put(each)
        draining = Started(queues.drain, numbers)
        assert draining.ends(), "drain waits at an empty queue"
        assert draining.result() == wanted


def test_put_and_get_wait() -> None:
    work = queues.WorkQueue(2)
    work.put("a")
    work.put(None)
    third = Started(work.put, "c")
    must_wait([third], "put returned although both places were taken")
    assert work.get() == "a"
    third.result()
    assert [work.get(), work.get()] == [None, "c"]
    early = Started(work.get)
    must_wait([early], "get returned although the queue was empty")
    work.put("d")
    assert early.result() == "d"


def test_close_wakes_all_that_wait() -> None:
    work = queues.WorkQueue(3)
    getters = [Started(work.get) for _ in range(3)]
    must_wait(getters, "get returned although nothing was ever put")
    work.close()
    for getter in getters:
        with pytest.raises(queues.Closed):
            getter.result()
    work = queues.WorkQueue(3)
    work.put("first")
    work.put("second")
    work.close()
    with pytest.raises(queues.Closed):
        work.put("too late")
    assert [work.get(), work.get()] == ["first", "second"]
    with pytest.raises(queues.Closed):
        work.get()


class Gate:
    """A function whose calls wait until they are let go, by item, in threads and forked processes alike."""

    def __init__(self, items: list[str]) -> None:
        self._let_go = {item: multiprocessing.Event() for item in items}
        self._inside = multiprocessing.Semaphore(0)

    def __call__(self, item: str) -> str:
        self._inside.release()
        self._let_go[item].wait()
        return item.upper()

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self._inside.acquire(timeout=PATIENCE), f"{count} calls should be running at the same time"

    def release(self, item: str) -> None:
        self._let_go[item].set()


def test_results_in_order_of_items() -> None:
    items = ["north", "east", "south"]
    for process_all in (queues.process_all, queues.process_all_mp):
        gate = Gate(items)
        running = Started(process_all, items, gate, consumers=3, maxsize=3)
        gate.wait_for(3)
        for item in reversed(items):
            gate.release(item)
            time.sleep(MOMENT)
        assert running.result() == ["NORTH", "EAST", "SOUTH"]


def test_threads_work_together() -> None:
    together = threading.Barrier(3)
    seen: set[int] = set()

    def meet(number: int) -> int:
        if number < 3:
            together.wait(PATIENCE)
        seen.add(threading.get_ident())
        return number * 7

    assert queues.process_all(list(range(9)), meet, consumers=3, maxsize=2) == [number * 7 for number in range(9)]
    assert len(seen) <= 3
