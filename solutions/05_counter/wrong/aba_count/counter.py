# fault: record computes from a snapshot and stores if the count is still the same; after a reset and as many new records it is, though total and maximum are others | caught by: race
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
        while True:
            n, s, m = self.snapshot()
            s, m = s + x, max(m, x)  # whatever raises here has changed nothing
            with self._lock:
                if self._n == n:  # <- fault
                    self._n, self._sum, self._max = n + 1, s, m
                    return

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
        for _ in range(times):
            try:
                hits += work() is True
            except Exception:
                pass
        sums.append(hits)

    team = [threading.Thread(target=run) for _ in range(threads)]
    for t in team:
        t.start()
    for t in team:
        t.join()
    return sum(sums)
