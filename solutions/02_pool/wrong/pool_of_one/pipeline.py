# fault: the pool is checked for workers and then made without them: one process does all | caught by: speedup
import re
from multiprocessing import Pool


def make_pool(workers, setup=None, setup_args=()):
    if workers < 1:
        raise ValueError("workers must be at least 1")
    return Pool(1, setup, setup_args)  # <- fault


def parallel_map(func, items, workers):
    with make_pool(workers) as pool:
        return pool.map(func, items)


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


def through_all(job):
    item, stages = job
    try:
        for stage in stages:
            item = stage(item)
        return item
    except Exception as error:
        return error


def run_pipeline(items, stages, workers):
    return parallel_map(through_all, [(item, stages) for item in items], workers)


def map_with_setup(func, items, workers, setup, setup_args):
    with make_pool(workers, setup, setup_args) as pool:
        return pool.map(func, items)
