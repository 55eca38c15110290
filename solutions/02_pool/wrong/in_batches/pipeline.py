# fault: the next items are handed out when the whole batch before is done | caught by: speedup
import re
from multiprocessing import Pool


def _map(pool, func, items, workers):
    try:
        results = []
        for start in range(0, len(items), workers):
            results += pool.map(func, items[start : start + workers], chunksize=1)  # <- fault
        return results
    finally:
        pool.close()
        pool.join()


def parallel_map(func, items, workers):
    return _map(Pool(workers), func, items, workers)


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
    return _map(Pool(workers, setup, setup_args), func, items, workers)
