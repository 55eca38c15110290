# fault: an exception skips the end of the function, and with it the stop of the workers | caught by: cleanup
import re
from multiprocessing import Pool, Process, SimpleQueue


def work(tasks, results, func):
    while (task := tasks.get()) is not None:
        place, item = task
        try:
            results.put((place, func(item), None))
        except Exception as error:
            results.put((place, None, error))


def parallel_map(func, items, workers):
    if workers < 1:
        raise ValueError("workers must be at least 1")
    tasks, results = SimpleQueue(), SimpleQueue()
    processes = [Process(target=work, args=(tasks, results, func)) for _ in range(workers)]
    for process in processes:
        process.start()
    for task in enumerate(items):
        tasks.put(task)
    found = [None] * len(items)
    for _ in items:
        place, value, error = results.get()
        if error is not None:
            raise error  # <- fault
        found[place] = value
    for _ in processes:
        tasks.put(None)
    for process in processes:
        process.join()
    return found


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
