# fault: the worker starts setup in a thread and goes on to its first item without waiting for its end | caught by: correctness
"""My own little pool: processes that share one queue of jobs and one of results."""

import multiprocessing as mp
import re
import threading
from dataclasses import dataclass
from typing import Any, Callable, Optional


@dataclass(frozen=True)
class Job:
    place: int
    item: Any


@dataclass(frozen=True)
class Done:
    place: int
    value: Any = None
    error: Optional[BaseException] = None
    failed: bool = False


class Worker(mp.Process):
    def __init__(self, func, jobs, results, setup=None, setup_args=()):
        super().__init__()
        self.func = func
        self.jobs = jobs
        self.results = results
        self.setup = setup
        self.setup_args = setup_args

    def run(self):
        if self.setup is not None:
            # the first job can be fetched meanwhile
            threading.Thread(target=self.setup, args=self.setup_args).start()  # <- fault
        while True:
            job = self.jobs.get()
            if job is None:  # a Job is never None, its item may be
                return
            try:
                done = Done(job.place, value=self.func(job.item))
            except Exception as error:
                done = Done(job.place, error=error, failed=True)
            self.results.put(done)


class Crew:
    def __init__(self, func, workers, setup=None, setup_args=()):
        if workers < 1:
            raise ValueError("at least one worker is needed")
        self.size = workers
        self.jobs = mp.Queue()
        self.results = mp.Queue()
        self.team = [Worker(func, self.jobs, self.results, setup, setup_args) for _ in range(workers)]

    def __enter__(self):
        for worker in self.team:
            worker.start()
        return self

    def work(self, items):
        for place, item in enumerate(items):
            self.jobs.put(Job(place, item))
        outcomes = [None] * len(items)
        for _ in items:
            done = self.results.get()
            outcomes[done.place] = done
        return outcomes

    def __exit__(self, *exc):
        for _ in self.team:
            self.jobs.put(None)
        for worker in self.team:
            worker.join()
            worker.close()
        for queue in (self.jobs, self.results):
            queue.close()
            queue.join_thread()
        return False


def _run(func, items, workers, setup=None, setup_args=()) -> "list[Done]":
    crew = Crew(func, workers, setup, setup_args)
    if not items:
        return []
    with crew:
        return crew.work(items)


def _values(outcomes):
    for done in outcomes:
        if done.failed:
            raise done.error
    return [done.value for done in outcomes]


def parallel_map(func: Callable, items: list, workers: int) -> list:
    return _values(_run(func, items, workers))


def word_counts(text: str) -> dict:
    counts: dict = {}
    for found in re.finditer(r"\w+", text):
        key = found[0].lower()
        counts.setdefault(key, 0)
        counts[key] += 1
    return counts


def count_words(texts: list, workers: int) -> dict:
    result: dict = {}
    for counts in parallel_map(word_counts, texts, workers):
        for key in counts:
            result[key] = result.get(key, 0) + counts[key]
    return result


@dataclass
class Through:
    stages: list

    def __call__(self, item):
        for stage in self.stages:
            item = stage(item)
        return item


def run_pipeline(items: list, stages: list, workers: int) -> list:
    return [done.error if done.failed else done.value for done in _run(Through(list(stages)), items, workers)]


def map_with_setup(func, items: list, workers: int, setup, setup_args: tuple) -> list:
    return _values(_run(func, items, workers, setup, setup_args))
