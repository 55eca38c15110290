# pattern: sleep as synchronisation
# thread: squares([1, 2])
# holds: threads == [[[1, 4]]]

import time
from multiprocessing.dummy import Pool


def square(number):
    time.sleep(number / 10)
    return number**2


def squares(numbers):
    with Pool(2) as pool:
        return list(pool.imap_unordered(square, numbers))  # <- fault
