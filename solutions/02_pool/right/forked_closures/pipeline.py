# style: forked processes that run local functions and share a counter for the next item (Linux only).
import multiprocessing
import re
from collections import Counter

fork = multiprocessing.get_context("fork")


def run_team(workers, task, count, setup=None):
    """Run task(0) ... task(count - 1) in the team; returns (place, value, error) of each, sorted by place."""
    if workers < 1:
        raise ValueError("a team has at least one worker")
    following = fork.Value("i", 0)
    results = fork.SimpleQueue()

    def take():
        with following.get_lock():
            following.value += 1
            return following.value - 1

    def work():
        if setup:
            setup()
        while (place := take()) < count:
            try:
                results.put((place, task(place), None))
            except Exception as error:
                results.put((place, None, error))

    team = [fork.Process(target=work) for _ in range(workers)]
    for worker in team:
        worker.start()
    try:
        return sorted((results.get() for _ in range(count)), key=lambda answer: answer[0])
    finally:
        for worker in team:
            worker.join()
        results.close()


def values(answers):
    for _, _, error in answers:
        if error is not None:
            raise error
    return [value for _, value, _ in answers]


def parallel_map(func, items, workers):
    return values(run_team(workers, lambda place: func(items[place]), len(items)))


def map_with_setup(func, items, workers, setup, setup_args):
    return values(run_team(workers, lambda place: func(items[place]), len(items), lambda: setup(*setup_args)))


def count_words(texts, workers):
    def count(place):
        return Counter(word.lower() for word in re.findall(r"\w+", texts[place]))

    return dict(sum(values(run_team(workers, count, len(texts))), Counter()))


def run_pipeline(items, stages, workers):
    def journey(place):
        item = items[place]
        for stage in stages:
            item = stage(item)
        return item

    answers = run_team(workers, journey, len(items))
    return [value if error is None else error for _, value, error in answers]
