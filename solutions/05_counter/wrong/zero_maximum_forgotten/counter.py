# fault: a maximum of 0 counts as no maximum yet, and a smaller number replaces it | caught by: correctness
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
        self._n, self._sum, self._max = 0, 0.0, None

    def record(self, x):
        with self._lock:
            s = self._sum + x
            m = x if not self._max or x > self._max else self._max  # <- fault
            self._n, self._sum, self._max = self._n + 1, s, m

    def _state(self):
        return self._n, self._sum, -math.inf if self._max is None else self._max

    def snapshot(self):
        with self._lock:
            return self._state()

    def reset(self):
        with self._lock:
            old = self._state()
            self._n, self._sum, self._max = 0, 0.0, None
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
