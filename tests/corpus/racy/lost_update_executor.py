# pattern: lost update, dict item
# thread: total([1, 2, 3])
# holds: threads == [[6]]

from concurrent.futures import ThreadPoolExecutor


def total(numbers):
    state = {"sum": 0}

    def add(number):
        state["sum"] += number  # <- fault

    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(add, numbers))
    return state["sum"]
