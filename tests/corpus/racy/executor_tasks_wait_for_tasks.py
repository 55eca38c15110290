# pattern: executor deadlock
# thread: total(3)

import concurrent.futures


def total(depth):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:

        def down(level):
            if level == 0:
                return 1
            parts = [pool.submit(down, level - 1)]
            return sum(part.result() for part in parts)  # <- fault

        return pool.submit(down, depth).result()
