# style: Semaphore and BoundedSemaphore of one; a Barrier starts all threads; counts come through a queue
import queue
import threading


class Counter:
    def __init__(self):
        self._turn = threading.Semaphore(1)
        self._value = 0

    def _change(self, by):
        with self._turn:
            self._value = self._value + by

    def increment(self, by=1):
        self._change(by)

    def decrement(self, by=1):
        self._change(-by)

    @property
    def value(self):
        with self._turn:
            return self._value


class Stats:
    def __init__(self):
        self._turn = threading.BoundedSemaphore()
        self._state = {"count": 0, "total": 0.0, "maximum": float("-inf")}

    def record(self, x):
        with self._turn:
            old = self._state
            self._state = {
                "count": old["count"] + 1,
                "total": old["total"] + x,
                "maximum": x if x > old["maximum"] else old["maximum"],
            }

    def snapshot(self):
        with self._turn:
            return tuple(self._state.values())

    def reset(self):
        with self._turn:
            came = tuple(self._state.values())
            self._state = {"count": 0, "total": 0.0, "maximum": float("-inf")}
        return came


def count_with_threads(work, threads, times):
    start = threading.Barrier(threads)
    results = queue.SimpleQueue()

    def run():
        start.wait()
        for _ in range(times):
            try:
                results.put(work() is True)
            except Exception:
                results.put(False)

    team = {threading.Thread(target=run, name=f"counter {number}") for number in range(threads)}
    for thread in team:
        thread.start()
    count = sum(results.get() for _ in range(threads * times))
    while team:
        team.pop().join()
    return count
