# fault: a StopIteration that work raises is taken for the end of the calls of this thread | caught by: faults
import math
import threading


class Counter:
    def __init__(self):
        self._n = 0
        self._lock = threading.Lock()

    def increment(self, by=1):
        with self._lock:
            self._n += by

    def decrement(self, by=1):
        with self._lock:
            self._n -= by

    @property
    def value(self):
        with self._lock:
            return self._n


class Stats:
    def __init__(self):
        self._lock = threading.Lock()
        self._n, self._sum, self._max = 0, 0.0, -math.inf

    def record(self, x):
        with self._lock:
            s, m = self._sum + x, max(self._max, x)
            self._n, self._sum, self._max = self._n + 1, s, m

    def snapshot(self):
        with self._lock:
            return self._n, self._sum, self._max

    def reset(self):
        with self._lock:
            old = self._n, self._sum, self._max
            self._n, self._sum, self._max = 0, 0.0, -math.inf
            return old


def count_with_threads(work, threads, times):
    sums = []

    def run():
        hits = 0
        calls = map(lambda _: work(), range(times))
        while True:
            try:
                answer = next(calls)
            except StopIteration:  # <- fault
                break
            except Exception:
                continue
            hits += answer is True
        sums.append(hits)

    team = [threading.Thread(target=run) for _ in range(threads)]
    for t in team:
        t.start()
    for t in team:
        t.join()
    return sum(sums)
