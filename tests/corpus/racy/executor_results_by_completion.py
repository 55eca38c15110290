# pattern: executor deadlock
# thread: squares([1, 2])
# holds: threads == [[[1, 4]]]

import concurrent.futures as cf


def square(number):
    return number * number


def squares(numbers):
    with cf.ThreadPoolExecutor(max_workers=2) as pool:
        waiting = [pool.submit(square, number) for number in numbers]
        return [one.result() for one in cf.as_completed(waiting)]  # <- fault
