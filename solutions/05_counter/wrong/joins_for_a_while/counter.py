# fault: waits five seconds at most for each thread, and returns then | caught by: race
import threading


class Counter:
    def __init__(self):
        self._guard = threading.RLock()
        self._n = 0

    def increment(self, by=1):
        self._guard.acquire()
        try:
            self._n = self._n + by
        finally:
            self._guard.release()

    def decrement(self, by=1):
        self.increment(-by)

    @property
    def value(self):
        self._guard.acquire()
        try:
            return self._n
        finally:
            self._guard.release()


class Stats:
    _EMPTY = (0, 0.0, float("-inf"))

    def __init__(self):
        self._lock = threading.RLock()
        self._data = self._EMPTY

    def record(self, x):
        with self._lock:
            n, s, m = self._data
            self._data = (n + 1, s + x, m if m > x else x)

    def snapshot(self):
        with self._lock:
            return self._data

    def reset(self):
        with self._lock:
            data = self.snapshot()
            self._data = self._EMPTY
            return data


def count_with_threads(work, threads, times):
    tally = Counter()

    def run():
        for _ in range(times):
            try:
                if work() is True:
                    tally.increment()
            except Exception:
                pass

    team = [threading.Thread(target=run, daemon=True) for _ in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join(timeout=5)  # <- fault
    return tally.value
