# style: spawned workers, as on Windows; setup runs with a worker's first item; a thread for each stage.
import multiprocessing
import queue
import re
import threading
from functools import partial

CONTEXT = multiprocessing.get_context("spawn")
END = object()
_is_set_up = False


def parallel_map(func, items, workers):
    with CONTEXT.Pool(workers) as pool:
        jobs = [pool.apply_async(func, (item,)) for item in items]
        return [job.get() for job in jobs]


def prepared(func, setup, setup_args, item):
    global _is_set_up
    if not _is_set_up:
        setup(*setup_args)
        _is_set_up = True
    return func(item)


def map_with_setup(func, items, workers, setup, setup_args):
    return parallel_map(partial(prepared, func, setup, setup_args), items, workers)


def counted(text):
    found = [word.lower() for word in re.findall(r"\w+", text)]
    return [(word, found.count(word)) for word in sorted(set(found))]


def count_words(texts, workers):
    total = {}
    for counts in parallel_map(counted, texts, workers):
        for word, number in counts:
            total[word] = total.get(word, 0) + number
    return total


def run_stage(pool, stage, inbox, outbox):
    """Take items from stage to stage, one at a time, until the end comes by."""
    while (task := inbox.get()) is not END:
        place, item, failed = task
        if not failed:
            try:
                item = pool.apply(stage, (item,))
            except Exception as error:
                item, failed = error, True
        outbox.put((place, item, failed))
    outbox.put(END)


def run_pipeline(items, stages, workers):
    queues = [queue.Queue() for _ in range(len(stages) + 1)]
    with CONTEXT.Pool(workers) as pool:
        belt = [
            threading.Thread(target=run_stage, args=(pool, stage, queues[number], queues[number + 1]))
            for number, stage in enumerate(stages)
        ]
        for thread in belt:
            thread.start()
        for place, item in enumerate(items):
            queues[0].put((place, item, False))
        queues[0].put(END)
        results = list(items)
        while (task := queues[-1].get()) is not END:
            results[task[0]] = task[1]
        for thread in belt:
            thread.join()
    return results
