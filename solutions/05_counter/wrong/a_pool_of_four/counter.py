# fault: a pool of four threads at most: the others' calls wait for these | caught by: speedup
import math
import threading
from concurrent.futures import ThreadPoolExecutor


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
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._total = 0.0
        self._max = -math.inf

    def record(self, x: float) -> None:
        with self._lock:
            total = self._total + x
            largest = max(self._max, x)
            self._count += 1
            self._total = total
            self._max = largest

    def snapshot(self) -> tuple[int, float, float]:
        with self._lock:
            return self._count, self._total, self._max

    def reset(self) -> tuple[int, float, float]:
        with self._lock:
            result = self._count, self._total, self._max
            self._count, self._total, self._max = 0, 0.0, -math.inf
            return result


MAX_WORKERS = 4


def count_with_threads(work, threads, times):
    def run():
        hits = 0
        for _ in range(times):
            try:
                hits += work() is True
            except Exception:
                pass
        return hits

    with ThreadPoolExecutor(max_workers=min(threads, MAX_WORKERS)) as pool:  # <- fault
        futures = [pool.submit(run) for _ in range(threads)]
        return sum(future.result() for future in futures)
