# fault: the lock is held while work runs: only one thread is ever in it | caught by: speedup
import math
import threading


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self._value = 0

    def increment(self, by=1):
        with self._lock:
            self._value += by

    def decrement(self, by=1):
        with self._lock:
            self._value -= by

    @property
    def value(self):
        with self._lock:
            return self._value


class Stats:
    def __init__(self):
        self._lock = threading.Lock()
        self._count = 0
        self._total = 0.0
        self._maximum = -math.inf

    def record(self, x):
        with self._lock:
            total = self._total + x
            maximum = max(self._maximum, x)
            self._count += 1
            self._total = total
            self._maximum = maximum

    def snapshot(self):
        with self._lock:
            return self._count, self._total, self._maximum

    def reset(self):
        with self._lock:
            came = self._count, self._total, self._maximum
            self._count, self._total, self._maximum = 0, 0.0, -math.inf
            return came


def count_with_threads(work, threads, times):
    counts = []
    lock = threading.Lock()

    def run():
        count = 0
        for _ in range(times):
            try:
                with lock:
                    count += work() is True  # <- fault
            except Exception:
                pass
        counts.append(count)

    team = [threading.Thread(target=run) for _ in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return sum(counts)
