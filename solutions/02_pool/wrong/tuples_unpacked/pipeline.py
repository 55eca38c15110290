# fault: an item that is a tuple is taken for the tuple of arguments: func(*item) instead of func(item) | caught by: correctness
import contextlib
import functools
import logging
import multiprocessing.pool
import re
from collections import defaultdict
from typing import Any, Callable, Dict, Iterator, List, Tuple

log = logging.getLogger(__name__)
Func = Callable[[Any], Any]


def checked(function):
    """Decorator: refuse an impossible number of workers before anything else happens."""

    @functools.wraps(function)
    def wrapper(first, *args, **kwargs):
        names = function.__code__.co_varnames[1 : function.__code__.co_argcount]
        given = dict(zip(names, args), **kwargs)
        if given["workers"] < 1:
            raise ValueError(f"{function.__name__}: workers must be 1 or more, not {given['workers']}")
        return function(first, *args, **kwargs)

    return wrapper


@contextlib.contextmanager
def crew(size: int, initializer=None, initargs: Tuple[Any, ...] = ()) -> Iterator[multiprocessing.pool.Pool]:
    pool = multiprocessing.Pool(processes=size, initializer=initializer, initargs=initargs)
    log.debug("pool of %d is up", size)
    try:
        yield pool
    finally:
        pool.close()
        pool.join()
        log.debug("pool of %d is gone", size)


def hand_out(pool, func: Func, items: List[Any]) -> List[multiprocessing.pool.AsyncResult]:
    return [pool.apply_async(func, item if isinstance(item, tuple) else (item,)) for item in items]  # <- fault


@checked
def parallel_map(func: Func, items: List[Any], workers: int) -> List[Any]:
    if not items:
        return []
    with crew(workers) as pool:
        return [r.get() for r in hand_out(pool, func, items)]


def count_one(text: str) -> Dict[str, int]:
    table: Dict[str, int] = defaultdict(int)
    for word in re.findall(r"\w+", text):
        table[word.lower()] += 1
    return dict(table)


@checked
def count_words(texts: List[str], workers: int) -> Dict[str, int]:
    table: Dict[str, int] = defaultdict(int)
    with crew(min(workers, max(1, len(texts)))) as pool:
        pending = hand_out(pool, count_one, texts)
        for result in pending:
            for word, times in result.get().items():
                table[word] += times
    return dict(table)


def walk(item: Any, stages: List[Func]) -> Any:
    return functools.reduce(lambda value, stage: stage(value), stages, item)


@checked
def run_pipeline(items: List[Any], stages: List[Func], workers: int) -> List[Any]:
    results: List[Any] = []
    with crew(workers) as pool:
        pending = hand_out(pool, functools.partial(walk, stages=stages), items)
        for place, handle in enumerate(pending):
            try:
                results.append(handle.get())
            except Exception as error:
                log.info("item %d fell off the line: %r", place, error)
                results.append(error)
    return results


@checked
def map_with_setup(func: Func, items: List[Any], workers: int, setup: Callable[..., Any], setup_args: Tuple[Any, ...]):
    if not items:
        return []
    with crew(workers, setup, setup_args) as pool:
        return [handle.get() for handle in hand_out(pool, func, items)]
