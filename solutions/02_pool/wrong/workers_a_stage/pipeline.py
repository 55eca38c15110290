# fault: each stage has a pool of `workers`: stages times workers processes | caught by: speedup
import re
import threading
from multiprocessing import Pool


def parallel_map(func, items, workers):
    with Pool(workers) as pool:
        return pool.map(func, items)


def count_text(text):
    counts = {}
    for word in re.findall(r"\w+", text):
        word = word.lower()
        counts[word] = counts.get(word, 0) + 1
    return counts


def count_words(texts, workers):
    total = {}
    for counts in parallel_map(count_text, texts, workers):
        for word in counts:
            total[word] = total.get(word, 0) + counts[word]
    return total


def carry(item, stages, pools):
    try:
        for stage, pool in zip(stages, pools, strict=True):
            item = pool.apply(stage, (item,))
        return item
    except Exception as error:
        return error


def run_pipeline(items, stages, workers):
    pools = [Pool(workers) for _ in stages]  # <- fault
    results = list(items)

    def carrier(place):
        results[place] = carry(items[place], stages, pools)

    threads = [threading.Thread(target=carrier, args=(place,)) for place in range(len(items))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for pool in pools:
        pool.close()
        pool.join()
    return results


def map_with_setup(func, items, workers, setup, setup_args):
    with Pool(workers, initializer=setup, initargs=setup_args) as pool:
        return pool.map(func, items)
