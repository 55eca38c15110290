# pattern: executor deadlock
# thread: run()

import multiprocessing.pool


def run():
    pool = multiprocessing.pool.ThreadPool(1)

    def outer():
        return pool.apply(abs, (-1,))  # <- fault

    return pool.apply(outer)
