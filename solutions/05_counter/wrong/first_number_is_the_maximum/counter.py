# fault: the first number becomes the maximum before it has been added, and stays it when adding raises | caught by: faults
import math
import threading


class Counter:
    def __init__(self) -> None:
        self._value = 0
        self._lock = threading.Lock()

    def increment(self, by: int = 1) -> None:
        with self._lock:
            self._value += by

    def decrement(self, by: int = 1) -> None:
        with self._lock:
            self._value -= by

    @property
    def value(self) -> int:
        with self._lock:
            return self._value


class Stats:
    def __init__(self):
        self._lock = threading.Lock()
        self._count, self._total, self._max = 0, 0.0, -math.inf

    def record(self, x):
        with self._lock:
            if self._count == 0 or x > self._max:
                self._max = x  # <- fault
            self._total += x
            self._count += 1

    def snapshot(self):
        with self._lock:
            return self._count, self._total, self._max

    def reset(self):
        with self._lock:
            result = self._count, self._total, self._max
            self._count, self._total, self._max = 0, 0.0, -math.inf
            return result


def count_with_threads(work, threads: int, times: int) -> int:
    results = []

    def run() -> None:
        hits = 0
        for _ in range(times):
            try:
                if work() is True:
                    hits += 1
            except Exception:
                pass
        results.append(hits)

    team = [threading.Thread(target=run) for _ in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return sum(results)
