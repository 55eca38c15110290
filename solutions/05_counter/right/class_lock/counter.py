# style: right but slow: one lock for all counters, and one for all statistics
import math
import threading


class Counter:
    _lock = threading.Lock()

    def __init__(self):
        self._value = 0

    def increment(self, by=1):
        with Counter._lock:
            self._value += by

    def decrement(self, by=1):
        with Counter._lock:
            self._value -= by

    @property
    def value(self):
        with Counter._lock:
            return self._value


_stats_lock = threading.Lock()


class Stats:
    def __init__(self):
        self._state = (0, 0.0, -math.inf)

    def record(self, x):
        with _stats_lock:
            count, total, maximum = self._state
            self._state = count + 1, total + x, max(maximum, x)

    def snapshot(self):
        with _stats_lock:
            return self._state

    def reset(self):
        with _stats_lock:
            came, self._state = self._state, (0, 0.0, -math.inf)
            return came


def count_with_threads(work, threads, times):
    hits = Counter()

    def run():
        for _ in range(times):
            try:
                if work() is True:
                    hits.increment()
            except Exception:
                continue

    team = [threading.Thread(target=run) for _ in range(threads)]
    [thread.start() for thread in team]
    [thread.join() for thread in team]
    return hits.value
