# style: `with Pool` and a plain map with its default chunks; the pool is terminated on the way out.
import multiprocessing as mp
import re


def check(workers):
    if workers < 1:
        raise ValueError("at least one worker is needed")


def parallel_map(func, items, workers):
    check(workers)
    with mp.Pool(processes=workers) as pool:
        return pool.map(func, items)


def words_of(text):
    counts = {}
    for word in re.findall(r"\w+", text):
        word = word.lower()
        counts[word] = counts.get(word, 0) + 1
    return counts


def count_words(texts, workers):
    total = {}
    for counts in parallel_map(words_of, texts, workers):
        for word, number in counts.items():
            total[word] = total.get(word, 0) + number
    return total


class Chain:
    def __init__(self, stages):
        self.stages = stages

    def __call__(self, item):
        for stage in self.stages:
            try:
                item = stage(item)
            except Exception as error:
                return error
        return item


def run_pipeline(items, stages, workers):
    return parallel_map(Chain(stages), items, workers)


def map_with_setup(func, items, workers, setup, setup_args):
    check(workers)
    with mp.Pool(workers, initializer=setup, initargs=setup_args) as pool:
        return pool.map(func, items)
