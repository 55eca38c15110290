# fault: one process for each stage, however few workers there may be | caught by: speedup
import re
from multiprocessing import Pool, Process, SimpleQueue


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


def run_stage(stage, inbox, outbox):
    while True:
        task = inbox.get()
        if task is not None and not task[2]:
            place, item, _ = task
            try:
                task = (place, stage(item), False)
            except Exception as error:
                task = (place, error, True)
        outbox.put(task)
        if task is None:
            break


def feed(items, inbox):
    for place, item in enumerate(items):
        inbox.put((place, item, False))
    inbox.put(None)


def run_pipeline(items, stages, workers):
    if workers < 1:
        raise ValueError("workers must be at least 1")
    queues = [SimpleQueue() for _ in range(len(stages) + 1)]
    belt = []
    for number, stage in enumerate(stages):
        belt.append(Process(target=run_stage, args=(stage, queues[number], queues[number + 1])))  # <- fault
    for process in belt:
        process.start()
    feed(items, queues[0])
    results = list(items)
    while (task := queues[-1].get()) is not None:
        results[task[0]] = task[1]
    for process in belt:
        process.join()
    return results


def map_with_setup(func, items, workers, setup, setup_args):
    with Pool(workers, initializer=setup, initargs=setup_args) as pool:
        return pool.map(func, items)
