# style: ProcessPoolExecutor and its futures; the caller sends on whatever is ready.
from __future__ import annotations

import concurrent.futures as cf
import re
from collections import defaultdict


def _executor(workers: int, **setup) -> cf.ProcessPoolExecutor:
    if workers <= 0:
        raise ValueError(f"{workers} workers can't work")
    return cf.ProcessPoolExecutor(max_workers=workers, **setup)


def parallel_map(func, items: list, workers: int) -> list:
    with _executor(workers) as executor:
        return list(executor.map(func, items))


def map_with_setup(func, items: list, workers: int, setup, setup_args: tuple) -> list:
    with _executor(workers, initializer=setup, initargs=setup_args) as executor:
        futures = [executor.submit(func, item) for item in items]
        return [future.result() for future in futures]


def _count(text: str) -> list[tuple[str, int]]:
    counts: defaultdict[str, int] = defaultdict(int)
    for word in re.compile(r"\w+").findall(text):
        counts[word.lower()] += 1
    return list(counts.items())


def count_words(texts: list[str], workers: int) -> dict[str, int]:
    total: defaultdict[str, int] = defaultdict(int)
    with _executor(workers) as executor:
        for ready in cf.as_completed([executor.submit(_count, text) for text in texts]):
            for word, number in ready.result():
                total[word] += number
    return dict(total)


def run_pipeline(items: list, stages: list, workers: int) -> list:
    results = list(items)
    with _executor(workers) as executor:
        under_way = {}
        if stages:
            under_way = {executor.submit(stages[0], item): (place, 1) for place, item in enumerate(items)}
        while under_way:
            ready, _ = cf.wait(under_way, return_when=cf.FIRST_COMPLETED)
            for future in ready:
                place, following = under_way.pop(future)
                error = future.exception()
                if error is not None:
                    results[place] = error
                elif following == len(stages):
                    results[place] = future.result()
                else:
                    under_way[executor.submit(stages[following], future.result())] = (place, following + 1)
    return results
