# pattern: executor deadlock
# thread: run()

from concurrent.futures import ThreadPoolExecutor


def run():
    with ThreadPoolExecutor(max_workers=1) as pool:

        def outer():
            return pool.submit(int, "7").result()  # <- fault

        return pool.submit(outer).result()
