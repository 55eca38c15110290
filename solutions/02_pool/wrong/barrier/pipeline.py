# fault: a map for each stage: no item enters a stage before all have left the one before | caught by: speedup
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


def one_stage(job):
    stage, item, failed = job
    if failed:
        return item, True
    try:
        return stage(item), False
    except Exception as error:
        return error, True


def run_pipeline(items, stages, workers):
    with Pool(workers) as pool:
        states = [(item, False) for item in items]
        for stage in stages:
            states = pool.map(one_stage, [(stage, item, failed) for item, failed in states])  # <- fault
    return [item for item, _ in states]


def map_with_setup(func, items, workers, setup, setup_args):
    with Pool(workers, initializer=setup, initargs=setup_args) as pool:
        return pool.map(func, items)
