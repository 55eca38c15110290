# style: the lecture's apply_async, close, join, then get; a callback sends each item on into its next stage.
import re
import threading
from multiprocessing import Pool


def gather(pool, func, items):
    try:
        results = [pool.apply_async(func, args=(item,)) for item in items]
    finally:
        pool.close()
        pool.join()
    return [result.get() for result in results]


def parallel_map(func, items, workers):
    return gather(Pool(workers), func, items)


def map_with_setup(func, items, workers, setup, setup_args):
    return gather(Pool(workers, setup, setup_args), func, items)


def words(text):
    return [word.lower() for word in re.findall(r"\w+", text)]


def count_text(text):
    found = words(text)
    return {word: found.count(word) for word in set(found)}


def count_words(texts, workers):
    total = {}
    for counts in parallel_map(count_text, texts, workers):
        for word in counts:
            total[word] = total.setdefault(word, 0) + counts[word]
    return total


class Belt:
    """Sends items from stage to stage; its methods run in the pool's result thread."""

    def __init__(self, pool, items, stages):
        self.pool = pool
        self.stages = stages
        self.results = list(items)
        self.left = len(items)
        self.all_done = threading.Event()
        if not items:
            self.all_done.set()

    def start(self):
        for place, item in enumerate(list(self.results)):
            self.send(place, 0, item)

    def send(self, place, stage, item):
        if stage == len(self.stages):
            self.finish(place, item)
            return
        self.pool.apply_async(
            self.stages[stage],
            (item,),
            callback=lambda value: self.send(place, stage + 1, value),
            error_callback=lambda error: self.finish(place, error),
        )

    def finish(self, place, value):
        self.results[place] = value
        self.left -= 1
        if self.left == 0:
            self.all_done.set()


def run_pipeline(items, stages, workers):
    pool = Pool(workers)
    try:
        belt = Belt(pool, items, stages)
        belt.start()
        belt.all_done.wait()
        return belt.results
    finally:
        pool.close()
        pool.join()
