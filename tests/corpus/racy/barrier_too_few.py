# pattern: barrier misuse
# thread: run(2)

import threading


def run(workers):
    barrier = threading.Barrier(workers + 1)
    threads = [threading.Thread(target=barrier.wait) for _ in range(workers)]  # <- fault
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
