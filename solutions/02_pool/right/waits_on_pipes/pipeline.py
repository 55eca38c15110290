# style: a pipe to each worker; the caller waits on all of them and gives whoever answers the next item.
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait
import re


def _child(conn, func, setup, setup_args):
    with conn:
        if setup:
            setup(*setup_args)
        while True:
            try:
                message = conn.recv()
            except EOFError:
                return
            if message == "stop":
                return
            try:
                reply = ("ok", func(message[1]))
            except Exception as e:
                reply = ("bad", e)
            conn.send(reply)


def dispatch(func, items, workers, setup=None, setup_args=(), keep=False):
    if workers < 1:
        raise ValueError(f"workers={workers}")
    pipes, processes = [], []
    out = [None] * len(items)
    error = None
    try:
        for _ in range(min(workers, len(items))):
            mine, theirs = Pipe()
            p = Process(target=_child, args=(theirs, func, setup, setup_args))
            p.start()
            theirs.close()
            pipes.append(mine)
            processes.append(p)
        pending = iter(enumerate(items))
        at = {}
        free = list(pipes)
        while True:
            while free:
                nxt = next(pending, None)
                if nxt is None:
                    break
                conn = free.pop()
                at[conn] = nxt[0]
                conn.send(("do", nxt[1]))
            if not at:
                break
            for conn in wait(list(at)):
                kind, value = conn.recv()
                place = at.pop(conn)
                free.append(conn)
                if kind == "bad" and not keep:
                    error = value
                out[place] = value
    finally:
        for conn in pipes:
            try:
                conn.send("stop")
            except OSError:
                pass
            conn.close()
        for p in processes:
            p.join()
    if error is not None:
        raise error
    return out


def parallel_map(func, items, workers):
    return dispatch(func, items, workers)


def _count(text):
    d = {}
    for m in re.finditer(r"\w+", text):
        w = m.group().lower()
        d[w] = d.get(w, 0) + 1
    return d


def count_words(texts, workers):
    total = {}
    for d in dispatch(_count, texts, workers):
        for k, v in d.items():
            total[k] = total.get(k, 0) + v
    return total


class _All:
    def __init__(self, stages):
        self.stages = tuple(stages)

    def __call__(self, item):
        for s in self.stages:
            item = s(item)
        return item


def run_pipeline(items, stages, workers):
    return dispatch(_All(stages), items, workers, keep=True)


def map_with_setup(func, items, workers, setup, setup_args):
    return dispatch(func, items, workers, setup, setup_args)
