"""Threads and shared data: one lock for each object, and all that belongs together under it."""

import math
import threading


class Counter:
    """A whole number that any threads may change."""

    def __init__(self):
        self._lock = threading.Lock()
        self._value = 0

    def increment(self, by=1):
        """Add `by`."""
        with self._lock:
            self._value += by

    def decrement(self, by=1):
        """Take `by` away."""
        with self._lock:
            self._value -= by

    @property
    def value(self):
        """The number now."""
        with self._lock:
            return self._value


class Stats:
    """Count, total and maximum."""

    def __init__(self):
        self._lock = threading.Lock()
        self._clear()

    def _clear(self):
        self._count, self._total, self._maximum = 0, 0.0, -math.inf

    def record(self, x):
        """Take `x` in, or raise and change nothing."""
        with self._lock:
            # Both new values are worked out before anything is stored: either may raise.
            total, maximum = self._total + x, max(self._maximum, x)
            self._count += 1
            self._total, self._maximum = total, maximum

    def snapshot(self):
        """Return (count, total, maximum) of one moment."""
        with self._lock:
            return self._count, self._total, self._maximum

    def reset(self):
        """Return a snapshot and begin anew."""
        with self._lock:
            came = self._count, self._total, self._maximum
            self._clear()
            return came


def count_with_threads(work, threads, times):
    """Return how many of the calls returned True."""
    counts = [0] * threads

    def run(place):
        count = 0
        for _ in range(times):
            try:
                if work() is True:
                    count += 1
            except Exception:
                continue  # counts as False
        counts[place] = count  # a place of its own for each thread: nothing to guard

    team = [threading.Thread(target=run, args=(place,)) for place in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
    return sum(counts)
