# fault: apply_async(...).get() in the loop is nothing but apply | caught by: speedup
import re
from multiprocessing import Pool


def parallel_map(func, items, workers):
    results = []
    with Pool(workers) as pool:
        for item in items:
            result = pool.apply_async(func, args=(item,))
            results.append(result.get())  # <- fault
    return results


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
    with Pool(workers, initializer=setup, initargs=setup_args) as pool:
        return pool.map(func, items)
