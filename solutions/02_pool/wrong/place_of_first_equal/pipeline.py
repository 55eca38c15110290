# fault: the place of an item is looked up by its value, so equal items share a result | caught by: correctness
from multiprocessing import *
from re import *
from functools import *

ctx = get_context("forkserver")


def _at(func, pair):
    try:
        return pair[0], func(pair[1]), None
    except Exception as e:
        return pair[0], None, e


def _go(func, items, workers, setup=None, args=()):
    if workers < 1:
        raise ValueError
    p = ctx.Pool(workers, setup, args)
    try:
        got = {}
        for i, v, e in p.imap_unordered(partial(_at, func), [(items.index(x), x) for x in items]):  # <- fault
            got[i] = (v, e)
        return [got[items.index(x)] for x in items]  # <- fault
    finally:
        p.close()
        p.join()


def _or_raise(pairs):
    bad = [e for _, e in pairs if e is not None]
    if bad:
        raise bad[-1]
    return [v for v, _ in pairs]


def parallel_map(func, items, workers):
    return _or_raise(_go(func, items, workers))


def _cw(text):
    ws = [w.lower() for w in findall(r"\w+", text)]
    return {w: ws.count(w) for w in set(ws)}


def count_words(texts, workers):
    r = {}
    for d in parallel_map(_cw, texts, workers):
        for w in d:
            r.setdefault(w, 0)
            r[w] += d[w]
    return r


def _chain(stages, x):
    for s in stages:
        x = s(x)
    return x


def run_pipeline(items, stages, workers):
    return [v if e is None else e for v, e in _go(partial(_chain, stages), items, workers)]


def map_with_setup(func, items, workers, setup, setup_args):
    return _or_raise(_go(func, items, workers, setup, setup_args))
