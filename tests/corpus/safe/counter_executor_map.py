# pattern: lost update, dict item
# thread: total([1, 2, 3])
# holds: threads == [[14]]

from concurrent.futures import ThreadPoolExecutor


def square(number):
    return number * number


def total(numbers):
    with ThreadPoolExecutor(max_workers=2) as pool:
        return sum(pool.map(square, numbers))
