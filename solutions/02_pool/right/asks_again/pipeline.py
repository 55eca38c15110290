# style: asks again and again which results are ready, with and without a pause.
import multiprocessing as mp
import re
import time


def _poll(results):
    while not all(r.ready() for r in results):
        pass
    return [r.get(timeout=1) for r in results]


def _pooled(func, items, workers, init=None, initargs=()):
    if workers <= 0:
        raise ValueError("workers has to be > 0")
    pool = mp.Pool(processes=workers, initializer=init, initargs=initargs)
    try:
        return _poll([pool.apply_async(func, args=(item,)) for item in items])
    finally:
        pool.close()
        pool.join()


def parallel_map(func, items, workers):
    return _pooled(func, items, workers)


def _w(text):
    counts = {}
    for w in re.compile(r"\w+").findall(text):
        counts[w.lower()] = counts.get(w.lower(), 0) + 1
    return counts


def count_words(texts, workers):
    counts = {}
    for part in _pooled(_w, texts, workers):
        for word, n in part.items():
            counts[word] = counts.get(word, 0) + n
    return counts


def run_pipeline(items, stages, workers):
    """Each step is a task of its own; the parent looks again and again which item can go on."""
    if workers <= 0:
        raise ValueError("workers has to be > 0")
    state = {i: (0, item) for i, item in enumerate(items)}
    out = [None] * len(items)
    with mp.Pool(workers) as pool:
        running = {}
        while state or running:
            for i in list(state):
                k, value = state.pop(i)
                if k == len(stages):
                    out[i] = value
                else:
                    running[i] = (k, pool.apply_async(stages[k], (value,)))
            for i, (k, r) in list(running.items()):
                if r.ready():
                    del running[i]
                    try:
                        state[i] = (k + 1, r.get())
                    except Exception as e:
                        out[i] = e
            time.sleep(0.02)
        pool.close()
        pool.join()
    return out


def map_with_setup(func, items, workers, setup, setup_args):
    return _pooled(func, items, workers, setup, setup_args)
