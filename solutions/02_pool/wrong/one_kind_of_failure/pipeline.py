# fault: the pipeline puts ValueError into its place only, any other exception ends it | caught by: faults
"""Topic 02: work shared out over a pool of processes."""

import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from multiprocessing import Pool
from typing import Any


def parallel_map(func: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    """Return `func(item)` for each item, worked out in `workers` processes, in the order of `items`."""
    return _map(Pool(workers), func, items)


def count_words(texts: list[str], workers: int) -> dict[str, int]:
    r"""Return how often each `\w+` word occurs in all the texts together, lower-cased."""
    total: Counter[str] = Counter()
    for counts in parallel_map(_count, texts, workers):
        total.update(counts)
    return dict(total)


def run_pipeline(items: list[Any], stages: list[Callable[[Any], Any]], workers: int) -> list[Any]:
    """Return what each item becomes in all stages; a worker takes its item through all of them."""
    return parallel_map(partial(_through, stages), items, workers)


def map_with_setup(
    func: Callable[[Any], Any],
    items: list[Any],
    workers: int,
    setup: Callable[..., Any],
    setup_args: tuple[Any, ...],
) -> list[Any]:
    """Do as `parallel_map` does, with `setup(*setup_args)` run once in each worker before its first item."""
    return _map(Pool(workers, setup, setup_args), func, items)


def _map(pool: Any, func: Callable[[Any], Any], items: list[Any]) -> list[Any]:
    # Pool itself raises ValueError for less than one process.
    try:
        return pool.map(func, items, chunksize=1)
    finally:
        pool.close()
        pool.join()


def _count(text: str) -> Counter[str]:
    return Counter(word.lower() for word in re.findall(r"\w+", text))


def _through(stages: list[Callable[[Any], Any]], item: Any) -> Any:
    try:
        for stage in stages:
            item = stage(item)
    except ValueError as error:  # <- fault
        return error
    return item
