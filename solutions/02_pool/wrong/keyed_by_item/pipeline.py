# fault: results are kept in a dict by item, so items that can't be keys fail | caught by: correctness
import re
from multiprocessing import Pool


def parallel_map(func, items, workers):
    with Pool(workers) as pool:
        jobs = {item: pool.apply_async(func, (item,)) for item in items}  # <- fault
        return [jobs[item].get() for item in items]


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
    with Pool(workers) as pool:
        jobs = [pool.apply_async(through_all, ((item, stages),)) for item in items]
        return [job.get() for job in jobs]


def map_with_setup(func, items, workers, setup, setup_args):
    with Pool(workers, initializer=setup, initargs=setup_args) as pool:
        return pool.map(func, items)
