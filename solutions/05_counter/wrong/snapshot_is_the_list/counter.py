# fault: snapshot hands out the list that record goes on changing | caught by: correctness
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
        self._state = [0, 0.0, -math.inf]

    def record(self, x):
        with self._lock:
            total, maximum = self._state[1] + x, max(self._state[2], x)
            self._state[0] += 1
            self._state[1:] = total, maximum

    def snapshot(self):
        with self._lock:
            return self._state  # <- fault

    def reset(self):
        with self._lock:
            came, self._state = self._state, [0, 0.0, -math.inf]
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
