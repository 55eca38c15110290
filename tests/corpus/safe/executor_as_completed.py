# pattern: executor deadlock
# thread: squares([1, 2])
# holds: threads == [[{1: 1, 2: 4}]]

import concurrent.futures


def squares(numbers):
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        waiting = {pool.submit(pow, number, 2): number for number in numbers}
        return {waiting[one]: one.result() for one in concurrent.futures.as_completed(waiting)}
