# style: imap and imap_unordered with numbered items; a thread an item applies the stages to it.
import collections
import contextlib
import functools
import multiprocessing
import re
import threading


@contextlib.contextmanager
def team(workers, setup=None, setup_args=()):
    pool = multiprocessing.Pool(workers, initializer=setup, initargs=setup_args)
    try:
        yield pool
        pool.close()
    except BaseException:
        pool.terminate()
        raise
    finally:
        pool.join()


def parallel_map(func, items, workers):
    with team(workers) as pool:
        return list(pool.imap(func, items))


def _count(text):
    return collections.Counter(match.group().lower() for match in re.finditer(r"\w+", text))


def count_words(texts, workers):
    with team(workers) as pool:
        return dict(sum(pool.imap_unordered(_count, texts), collections.Counter()))


def run_pipeline(items, stages, workers):
    results = [None] * len(items)

    def carry(place, item):
        try:
            for stage in stages:
                item = pool.apply(stage, (item,))
        except Exception as error:
            item = error
        results[place] = item

    with team(workers) as pool:
        carriers = [threading.Thread(target=carry, args=pair) for pair in enumerate(items)]
        for carrier in carriers:
            carrier.start()
        for carrier in carriers:
            carrier.join()
    return results


def _numbered(func, pair):
    place, item = pair
    return place, func(item)


def map_with_setup(func, items, workers, setup, setup_args):
    results = {}
    with team(workers, setup, setup_args) as pool:
        for place, value in pool.imap_unordered(functools.partial(_numbered, func), enumerate(items)):
            results[place] = value
    return [results[place] for place in range(len(items))]
