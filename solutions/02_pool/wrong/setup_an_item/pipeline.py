# fault: setup runs before each item instead of once in each worker | caught by: correctness
import re
from functools import partial
from multiprocessing import Pool


def parallel_map(func, items, workers):
    with Pool(workers) as pool:
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


def prepared(func, setup, setup_args, item):
    setup(*setup_args)  # <- fault
    return func(item)


def map_with_setup(func, items, workers, setup, setup_args):
    return parallel_map(partial(prepared, func, setup, setup_args), items, workers)
