# pattern: executor deadlock
# thread: run()
# holds: threads == [[7]]

from concurrent.futures import ThreadPoolExecutor


def run():
    with ThreadPoolExecutor(max_workers=1) as pool:
        first = pool.submit(int, "3")
        second = pool.submit(lambda: 4)
        return first.result() + second.result()
