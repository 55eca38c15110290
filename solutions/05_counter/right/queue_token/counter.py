# style: the state travels through a queue with one place: who has it may change it
import math
import queue
import threading


class Counter:
    def __init__(self):
        self._box = queue.Queue(maxsize=1)
        self._box.put(0)

    def increment(self, by=1):
        value = self._box.get()
        self._box.put(value + by)

    def decrement(self, by=1):
        value = self._box.get()
        self._box.put(value - by)

    @property
    def value(self):
        value = self._box.get()
        self._box.put(value)
        return value


NOTHING = (0, 0.0, -math.inf)


class Stats:
    def __init__(self):
        self._box = queue.Queue(maxsize=1)
        self._box.put(NOTHING)

    def record(self, x):
        state = self._box.get()
        try:
            count, total, maximum = state
            state = (count + 1, total + x, max(maximum, x))
        finally:
            self._box.put(state)

    def snapshot(self):
        state = self._box.get()
        self._box.put(state)
        return state

    def reset(self):
        state = self._box.get()
        self._box.put(NOTHING)
        return state


def count_with_threads(work, threads, times):
    box = queue.Queue(maxsize=1)
    box.put(0)

    def run():
        for _ in range(times):
            try:
                came = work()
            except Exception:
                came = None
            if came is True:
                box.put(box.get() + 1)

    team = []
    for _ in range(threads):
        team.append(threading.Thread(target=run))
        team[-1].start()
    for thread in team:
        thread.join()
    return box.get()
