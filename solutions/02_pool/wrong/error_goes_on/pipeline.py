# fault: the exception of a failing item is handed to the next stage as an item | caught by: faults
import re
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


def attempt(stage, item):
    try:
        return stage(item)
    except Exception as error:
        return error


def through_all(job):
    item, stages = job
    for stage in stages:
        item = attempt(stage, item)  # <- fault
    return item


def run_pipeline(items, stages, workers):
    return parallel_map(through_all, [(item, stages) for item in items], workers)


def map_with_setup(func, items, workers, setup, setup_args):
    with Pool(workers, initializer=setup, initargs=setup_args) as pool:
        return pool.map(func, items)
