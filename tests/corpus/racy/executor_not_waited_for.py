# pattern: executor deadlock
# thread: run()
# holds: threads == [[2]]

from concurrent.futures import ThreadPoolExecutor


def run():
    done = []
    pool = ThreadPoolExecutor(max_workers=2)
    pool.submit(done.append, 1)
    pool.submit(done.append, 2)
    pool.shutdown(wait=False)  # <- fault
    return len(done)
