# style: a Condition as lock; one frozen state that is replaced as a whole; ThreadPoolExecutor
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from math import inf
from threading import Condition
from typing import NamedTuple


class Counter:
    def __init__(self):
        self._changed = Condition()
        self._value = 0

    def increment(self, by=1):
        with self._changed:
            self._value += by
            self._changed.notify_all()

    def decrement(self, by=1):
        self.increment(-by)

    @property
    def value(self):
        with self._changed:
            return self._value


class State(NamedTuple):
    count: int = 0
    total: float = 0.0
    maximum: float = -inf

    def plus(self, x):
        return State(self.count + 1, self.total + x, max(self.maximum, x))


class Stats:
    def __init__(self):
        self._writing = Condition()
        self._state = State()

    def record(self, x):
        with self._writing:
            self._state = self._state.plus(x)

    def snapshot(self):
        return self._state  # never changed, only replaced: whoever reads it has all of one moment

    def reset(self):
        with self._writing:
            came, self._state = self._state, State()
        return came


def count_with_threads(work, threads, times):
    def calls():
        count = 0
        for _ in range(times):
            with suppress(Exception):
                count += work() is True
        return count

    with ThreadPoolExecutor(max_workers=threads) as pool:
        return sum(future.result() for future in [pool.submit(calls) for _ in range(threads)])
