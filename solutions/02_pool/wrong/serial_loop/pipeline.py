# fault: everything is worked out in the caller, one item after the other | caught by: speedup
import re


def parallel_map(func, items, workers):
    if workers < 1:
        raise ValueError("workers must be at least 1")
    results = []
    for item in items:
        results.append(func(item))  # <- fault
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
    if workers < 1:
        raise ValueError("workers must be at least 1")
    setup(*setup_args)  # <- fault
    return parallel_map(func, items, workers)
