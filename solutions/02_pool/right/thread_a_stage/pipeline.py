# style: a thread for each stage hands items to one pool with apply; setup by the first task of each worker.
"""A thread for each stage hands items to one pool of processes; queues between the stages."""

import multiprocessing
import queue
import re
import threading
from collections import Counter

END = object()


def parallel_map(func, items, workers):
    if workers < 1:
        raise ValueError("workers < 1")
    with multiprocessing.Pool(workers) as pool:
        try:
            return list(pool.imap(func, items))
        finally:
            pool.close()
            pool.join()


def count_text(text):
    return Counter(w.lower() for w in re.findall(r"\w+", text))


def count_words(texts, workers):
    total = {}
    for counter in parallel_map(count_text, texts, workers):
        for word, number in counter.items():
            total[word] = number + total.get(word, 0)
    return total


def run_pipeline(items, stages, workers):
    if workers < 1:
        raise ValueError("workers < 1")
    results = [None] * len(items)
    with multiprocessing.Pool(workers) as pool:
        belts = [queue.Queue() for _ in range(len(stages) + 1)]

        def run_stage(number):
            stage, inbox, outbox = stages[number], belts[number], belts[number + 1]
            waiting = []

            def one(place, value):
                try:
                    outbox.put((place, pool.apply(stage, (value,))))
                except Exception as error:
                    results[place] = error

            while (job := inbox.get()) is not END:
                t = threading.Thread(target=one, args=job)
                t.start()
                waiting.append(t)
            for t in waiting:
                t.join()
            outbox.put(END)

        threads = [threading.Thread(target=run_stage, args=(n,)) for n in range(len(stages))]
        for t in threads:
            t.start()
        for job in enumerate(items):
            belts[0].put(job)
        belts[0].put(END)
        while (job := belts[-1].get()) is not END:
            results[job[0]] = job[1]
        for t in threads:
            t.join()
        pool.close()
        pool.join()
    return results


_done_setup = False


def _lazy(func, setup, setup_args, item):
    global _done_setup
    if not _done_setup:
        setup(*setup_args)
        _done_setup = True
    return func(item)


def map_with_setup(func, items, workers, setup, setup_args):
    if workers < 1:
        raise ValueError("workers < 1")
    pool = multiprocessing.Pool(workers)
    try:
        return pool.starmap(_lazy, [(func, setup, setup_args, item) for item in items], 1)
    finally:
        pool.close()
        pool.join()
