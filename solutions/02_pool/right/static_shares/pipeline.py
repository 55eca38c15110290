# style: each worker gets every n-th item from the start and sends its results back through a pipe of its own.
import re
from multiprocessing import Pipe, Process


def serve(conn, func, share, setup, setup_args):
    if setup is not None:
        setup(*setup_args)
    for item in share:
        try:
            answer = ("ok", func(item))
        except Exception as error:
            answer = ("error", error)
        conn.send(answer)
    conn.close()


def deal(func, items, workers, setup=None, setup_args=()):
    if workers < 1:
        raise ValueError(f"workers is {workers}, which is below 1")
    team = []
    for number in range(workers):
        here, there = Pipe(duplex=False)
        worker = Process(target=serve, args=(there, func, items[number::workers], setup, setup_args))
        worker.start()
        there.close()
        team.append((worker, here))
    answers = []
    for place in range(len(items)):
        _, conn = team[place % workers]
        answers.append(conn.recv())
    for worker, conn in team:
        worker.join()
        conn.close()
    return answers


def unpack(answers):
    errors = [value for kind, value in answers if kind == "error"]
    if errors:
        raise errors[-1]
    return [value for _, value in answers]


def parallel_map(func, items, workers):
    return unpack(deal(func, items, workers))


def map_with_setup(func, items, workers, setup, setup_args):
    return unpack(deal(func, items, workers, setup, setup_args))


def count(text):
    table = {}
    for word in re.findall(r"\w+", text):
        key = word.lower()
        table[key] = table.get(key, 0) + 1
    return table


def count_words(texts, workers):
    table = {}
    for counts in parallel_map(count, texts, workers):
        table = {word: table.get(word, 0) + counts.get(word, 0) for word in table.keys() | counts.keys()}
    return table


class Route:
    def __init__(self, stages):
        self.stages = list(stages)

    def __call__(self, item):
        for stage in self.stages:
            item = stage(item)
        return item


def run_pipeline(items, stages, workers):
    return [value for _, value in deal(Route(stages), items, workers)]
