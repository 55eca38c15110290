# style: tries for the lock again and again with little naps between; counts in a list of answers
import math
import threading
import time


class Naps:
    """A lock that is asked for again and again."""

    def __init__(self):
        self._lock = threading.Lock()

    def __enter__(self):
        while not self._lock.acquire(blocking=False):
            time.sleep(0.0005)

    def __exit__(self, *_):
        self._lock.release()


class Counter:
    def __init__(self):
        self._guard = Naps()
        self._value = 0

    def increment(self, by=1):
        with self._guard:
            self._value += by

    def decrement(self, by=1):
        with self._guard:
            self._value -= by

    @property
    def value(self):
        with self._guard:
            return self._value


class Stats:
    def __init__(self):
        self._guard = Naps()
        self._count, self._total, self._maximum = 0, 0.0, -math.inf

    def record(self, x):
        x = x * 1.0  # raises where x is no number, before anything is changed
        with self._guard:
            self._count += 1
            self._total += x
            if x > self._maximum:
                self._maximum = x

    def snapshot(self):
        with self._guard:
            return self._count, self._total, self._maximum

    def reset(self):
        with self._guard:
            try:
                return self._count, self._total, self._maximum
            finally:
                self._count, self._total, self._maximum = 0, 0.0, -math.inf


def count_with_threads(work, threads, times):
    answers = []

    def run(left):
        while left:
            left -= 1
            try:
                answers.append(work())
            except Exception as error:
                answers.append(error)

    team = [threading.Thread(target=run, args=[times]) for _ in range(threads)]
    for thread in team:
        thread.start()
    while any(thread.is_alive() for thread in team):
        time.sleep(0.001)
    return sum(answer is True for answer in answers)
