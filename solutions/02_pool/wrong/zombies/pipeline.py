# fault: the worker processes are told to stop but never joined | caught by: cleanup
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
    for _ in range(workers):
        Process(target=work, args=(tasks, results, func)).start()  # <- fault
    for task in enumerate(items):
        tasks.put(task)
    for _ in range(workers):
        tasks.put(None)
    answers = sorted((results.get() for _ in items), key=lambda answer: answer[0])
    for _, _, error in answers:
        if error is not None:
            raise error
    return [value for _, value, _ in answers]


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
