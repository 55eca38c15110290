# style: an assembly line, a pool for each group of stages, the workers shared out between them.
import re
import threading
from collections import Counter
from contextlib import ExitStack
from multiprocessing import Pool


def parallel_map(func, items, workers):
    if workers < 1:
        raise ValueError("no workers")
    with Pool(workers) as pool:
        return pool.map_async(func, items, chunksize=1).get()


def map_with_setup(func, items, workers, setup, setup_args):
    if workers < 1:
        raise ValueError("no workers")
    with Pool(workers, setup, setup_args) as pool:
        return list(pool.starmap(func, [(item,) for item in items], 1))


def _count(text):
    return Counter(map(str.lower, re.findall(r"\w+", text)))


def count_words(texts, workers):
    total = Counter()
    for counts in parallel_map(_count, texts, workers):
        total += counts
    return dict(total)


def _apply_all(group, item):
    for stage in group:
        item = stage(item)
    return item


def _grouped(stages, workers):
    """As many groups of stages that follow each other as there may be pools, and the workers of each."""
    groups = min(len(stages), workers)
    borders = [len(stages) * number // groups for number in range(groups + 1)]
    shares = [workers // groups + (number < workers % groups) for number in range(groups)]
    return [(stages[borders[n] : borders[n + 1]], shares[n]) for n in range(groups)]


def run_pipeline(items, stages, workers):
    if workers < 1:
        raise ValueError("no workers")
    results = list(items)
    if not items or not stages:
        return results
    left = len(items)
    finished = threading.Condition()

    def finish(place, value):
        nonlocal left
        with finished:
            results[place] = value
            left -= 1
            finished.notify()

    with ExitStack() as opened:
        line = [(group, opened.enter_context(Pool(share))) for group, share in _grouped(stages, workers)]

        def enter(number, place, item):
            if number == len(line):
                finish(place, item)
                return
            group, pool = line[number]
            pool.apply_async(
                _apply_all,
                (group, item),
                callback=lambda value: enter(number + 1, place, value),
                error_callback=lambda error: finish(place, error),
            )

        for place, item in enumerate(items):
            enter(0, place, item)
        with finished:
            finished.wait_for(lambda: left == 0)
    return results
