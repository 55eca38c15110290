# fault: no lock at all: the interpreter seems to run one thread at a time | caught by: race
import math
import threading


class Counter:
    def __init__(self):
        self._value = 0

    def increment(self, by=1):
        self._value += by  # <- fault

    def decrement(self, by=1):
        self._value -= by

    @property
    def value(self):
        return self._value


class Stats:
    def __init__(self):
        self._count, self._total, self._maximum = 0, 0.0, -math.inf

    def record(self, x):
        total, maximum = self._total + x, max(self._maximum, x)
        self._count += 1  # <- fault
        self._total, self._maximum = total, maximum

    def snapshot(self):
        return self._count, self._total, self._maximum

    def reset(self):
        came = self.snapshot()
        self.__init__()
        return came


def count_with_threads(work, threads, times):
    counts = []

    def run():
        count = 0
        for _ in range(times):
            try:
                count += work() is True
            except Exception:
                pass
        counts.append(count)

    team = [threading.Thread(target=run) for _ in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return sum(counts)
