# style: callbacks that know their place, and send the items of the pipeline on.
import re
import threading
from functools import partial
from multiprocessing import Pool
from typing import NamedTuple


class Failure(NamedTuple):
    error: BaseException


class Collector:
    def __init__(self, n):
        self.values = [None] * n
        self.missing = n
        self.changed = threading.Condition()

    def set(self, place, value):
        with self.changed:
            self.values[place] = value
            self.missing -= 1
            self.changed.notify_all()

    def fail(self, place, error):
        self.set(place, Failure(error))

    def all(self):
        with self.changed:
            self.changed.wait_for(lambda: self.missing == 0)
        return self.values


def _collect(func, items, workers, *init):
    if workers < 1:
        raise ValueError("too few workers: %d" % workers)
    with Pool(workers, *init) as pool:
        collector = Collector(len(items))
        for place, item in enumerate(items):
            pool.apply_async(
                func,
                (item,),
                callback=partial(collector.set, place),
                error_callback=partial(collector.fail, place),
            )
        pool.close()
        values = collector.all()
        pool.join()
    return values


def _raise_first(values):
    for v in values:
        if type(v) is Failure:
            raise v.error
    return values


def parallel_map(func, items, workers):
    return _raise_first(_collect(func, items, workers))


def _count(text):
    counts = {}
    for word in re.findall(r"\w+", text):
        word = word.lower()
        counts[word] = counts.get(word, 0) + 1
    return counts


def count_words(texts, workers):
    total = {}
    for counts in parallel_map(_count, texts, workers):
        for word in counts:
            total[word] = total.get(word, 0) + counts[word]
    return total


def run_pipeline(items, stages, workers):
    """A callback sends its item into the next stage."""
    if workers < 1:
        raise ValueError("too few workers: %d" % workers)
    collector = Collector(len(items))
    with Pool(workers) as pool:

        def go_on(place, stage, value):
            if stage == len(stages):
                collector.set(place, value)
            else:
                pool.apply_async(
                    stages[stage],
                    (value,),
                    callback=partial(go_on, place, stage + 1),
                    error_callback=partial(collector.set, place),
                )

        for place, item in enumerate(items):
            go_on(place, 0, item)
        values = collector.all()
        pool.close()
        pool.join()
    return values


def map_with_setup(func, items, workers, setup, setup_args):
    return _raise_first(_collect(func, items, workers, setup, setup_args))
