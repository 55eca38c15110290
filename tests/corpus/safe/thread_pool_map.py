# pattern: lost update, closure
# thread: total([1, 2, 3])
# holds: threads == [[(6, [1, 4, 9])]]

import threading
from multiprocessing.pool import ThreadPool


def total(numbers):
    found, lock = [0], threading.Lock()

    def add(number):
        with lock:
            found[0] += number
        return number**2

    with ThreadPool(2) as pool:
        squares = pool.map(add, numbers, chunksize=1)
    return found[0], squares
