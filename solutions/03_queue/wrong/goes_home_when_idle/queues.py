# fault: a consumer thread goes home when no item came for a tenth of a second | caught by: race
"""concurrent.futures for everything that runs; a bounded queue in between."""
from __future__ import annotations

import contextlib
import multiprocessing as mp
import queue as q
import threading
from concurrent.futures import ThreadPoolExecutor, FIRST_EXCEPTION, wait
from typing import Any, Callable, Generic, Iterable, TypeVar

T = TypeVar("T")
_END = object()


class Closed(Exception):
    pass


def offer(queue: Any, item: Any) -> bool:
    with contextlib.suppress(q.Full):
        queue.put_nowait(item)
        return True
    return False


def drain(queue: "q.Queue[T]") -> list[T]:
    def items() -> Iterable[T]:
        with contextlib.suppress(q.Empty):
            while True:
                yield queue.get_nowait()
    return [*items()]


class WorkQueue(Generic[T]):
    """Semaphores for room and for items; close releases both for ever."""

    def __init__(self, maxsize: int) -> None:
        self._room = threading.Semaphore(maxsize)
        self._there = threading.Semaphore(0)
        self._mutex = threading.Lock()
        self._items: list[T] = []
        self._closed = False

    def put(self, item: T) -> None:
        self._room.acquire()
        with self._mutex:
            if self._closed:
                self._room.release()
                raise Closed
            self._items.append(item)
        self._there.release()

    def get(self) -> T:
        self._there.acquire()
        with self._mutex:
            if self._items:
                item = self._items.pop(0)
                self._room.release()
                return item
        self._there.release()
        raise Closed

    def close(self) -> None:
        with self._mutex:
            if self._closed:
                return
            self._closed = True
        self._there.release()
        self._room.release()


def process_all(items: list[Any], func: Callable[[Any], Any], consumers: int, maxsize: int) -> list[Any]:
    jobs: q.Queue[Any] = q.Queue(maxsize)
    results: list[Any] = [None] * len(items)

    def produce() -> None:
        for pair in enumerate(items):
            jobs.put(pair)
        for _ in range(consumers):
            jobs.put(_END)

    def consume() -> list[BaseException]:
        failures: list[BaseException] = []
        while True:
            try:
                got = jobs.get(timeout=0.1)  # <- fault
            except q.Empty:
                return failures  # <- fault
            if got is _END:
                return failures
            index, item = got
            try:
                results[index] = func(item)
            except Exception as error:
                failures.append(error)
        return failures

    with ThreadPoolExecutor(consumers + 1, thread_name_prefix="worker") as pool:
        workers = [pool.submit(consume) for _ in range(consumers)]
        pool.submit(produce).result()
        failures = [f for w in workers for f in w.result()]
    if failures:
        raise failures[0]
    return results


def _work(jobs: Any, out: Any, func: Callable[[Any], Any]) -> None:
    while True:
        kind, index, item = jobs.get()
        if kind == "end":
            out.put(("end", None, None))
            return
        try:
            out.put(("ok", index, func(item)))
        except Exception as error:
            out.put(("error", index, error))


def process_all_mp(items: list[Any], func: Callable[[Any], Any], consumers: int, maxsize: int) -> list[Any]:
    context = mp.get_context("spawn")
    jobs = context.Queue(maxsize)
    out = context.Queue()
    processes = [context.Process(target=_work, args=(jobs, out, func), daemon=True) for _ in range(consumers)]
    for p in processes:
        p.start()

    def feed() -> None:
        for i, item in enumerate(items):
            jobs.put(("job", i, item))
        for _ in processes:
            jobs.put(("end", None, None))

    results: dict[int, Any] = {}
    errors = []
    with ThreadPoolExecutor(1) as pool:
        feeding = pool.submit(feed)
        ended = 0
        while ended < consumers:
            kind, index, value = out.get()
            if kind == "end":
                ended += 1
            elif kind == "ok":
                results[index] = value
            else:
                errors.append(value)
        feeding.result()
    for p in processes:
        p.join()
    if errors:
        raise errors.pop()
    return [results[i] for i in range(len(items))]
