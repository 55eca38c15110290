# pattern: lost update, dict item
# thread: total([1, 2])
# holds: threads == [[3]]

import threading
from concurrent.futures import ThreadPoolExecutor, wait


def total(numbers):
    state = {"sum": 0}
    lock = threading.Lock()

    def add(number):
        with lock:
            state["sum"] += number

    with ThreadPoolExecutor(max_workers=2) as pool:
        wait([pool.submit(add, number) for number in numbers])
    return state["sum"]
