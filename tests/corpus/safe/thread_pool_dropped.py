# pattern: executor deadlock
# thread: run([1, 2])
# holds: threads == [[[1, 4]]]

from multiprocessing.dummy import Pool


def run(numbers):
    return Pool(2).starmap(pow, [(number, 2) for number in numbers])
