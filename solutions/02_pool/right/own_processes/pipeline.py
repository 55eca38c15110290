# style: Process workers of one's own with queues of tasks and results, and a None for each at the end.
import re
from multiprocessing import Process, Queue


class Worker(Process):
    def __init__(self, tasks, results, func, setup=None, setup_args=()):
        super().__init__()
        self.tasks, self.results = tasks, results
        self.func, self.setup, self.setup_args = func, setup, setup_args

    def run(self):
        if self.setup is not None:
            self.setup(*self.setup_args)
        while True:
            task = self.tasks.get()
            if task is None:
                break
            place, item = task
            try:
                self.results.put((place, True, self.func(item)))
            except Exception as error:
                self.results.put((place, False, error))


def work(func, items, workers, setup=None, setup_args=()):
    """All results as pairs (succeeded, value), in the order of the items."""
    if workers < 1:
        raise ValueError("workers must be at least 1")
    tasks, results = Queue(), Queue()
    team = [Worker(tasks, results, func, setup, setup_args) for _ in range(workers)]
    for worker in team:
        worker.start()
    for task in enumerate(items):
        tasks.put(task)
    for _ in team:
        tasks.put(None)
    answers = [None] * len(items)
    for _ in items:
        place, succeeded, value = results.get()
        answers[place] = (succeeded, value)
    for worker in team:
        worker.join()
    for queue in (tasks, results):
        queue.close()
        queue.join_thread()
    return answers


def values_of(answers):
    for succeeded, value in answers:
        if not succeeded:
            raise value
    return [value for _, value in answers]


def parallel_map(func, items, workers):
    return values_of(work(func, items, workers))


def map_with_setup(func, items, workers, setup, setup_args):
    return values_of(work(func, items, workers, setup, setup_args))


def count(text):
    counts = {}
    for word in re.findall(r"\w+", text):
        counts[word.lower()] = counts.get(word.lower(), 0) + 1
    return counts


def count_words(texts, workers):
    total = {}
    for counts in parallel_map(count, texts, workers):
        for word, number in counts.items():
            total[word] = total.get(word, 0) + number
    return total


class Stages:
    def __init__(self, stages):
        self.stages = stages

    def __call__(self, item):
        for stage in self.stages:
            item = stage(item)
        return item


def run_pipeline(items, stages, workers):
    return [value for _, value in work(Stages(stages), items, workers)]
