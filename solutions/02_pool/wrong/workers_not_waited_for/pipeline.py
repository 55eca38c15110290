# fault: the executor is told to end, but the call does not wait until its workers have ended | caught by: cleanup
import re
from concurrent.futures import ProcessPoolExecutor


def _map(func, items, workers, **options):
    pool = ProcessPoolExecutor(workers, **options)
    futures = [pool.submit(func, item) for item in items]
    try:
        return [future.result() for future in futures]
    finally:
        pool.shutdown(wait=False)  # <- fault


def parallel_map(func, items, workers):
    return _map(func, items, workers)


def count_text(text):
    counts = {}
    for word in re.findall(r"\w+", text):
        word = word.lower()
        counts[word] = counts.get(word, 0) + 1
    return counts


def count_words(texts, workers):
    total = {}
    for counts in parallel_map(count_text, texts, workers):
        for word in counts:
            total[word] = total.get(word, 0) + counts[word]
    return total


class Journey:
    def __init__(self, stages):
        self.stages = stages

    def __call__(self, item):
        try:
            for stage in self.stages:
                item = stage(item)
        except Exception as error:
            return error
        return item


def run_pipeline(items, stages, workers):
    return parallel_map(Journey(stages), items, workers)


def map_with_setup(func, items, workers, setup, setup_args):
    return _map(func, items, workers, initializer=setup, initargs=setup_args)
