# pattern: executor deadlock
# thread: run()

import threading
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()


def work():
    with lock:
        return 1


def run():
    with ThreadPoolExecutor() as pool:
        future = pool.submit(work)
        with lock:
            return future.result()  # <- fault
