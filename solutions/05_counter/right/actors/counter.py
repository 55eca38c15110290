# style: each object has a thread of its own that alone knows the state; the others send it requests
import math
import queue
import threading


class Actor:
    """One daemon thread that calls one function after the other; `ask` waits for the answer."""

    def __init__(self):
        self._requests = queue.Queue()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            function, args, reply = self._requests.get()
            try:
                reply.put((function(*args), None))
            except Exception as error:
                reply.put((None, error))

    def ask(self, function, *args):
        reply = queue.Queue()
        self._requests.put((function, args, reply))
        answer, error = reply.get()
        if error is not None:
            raise error
        return answer


class Counter:
    def __init__(self):
        self._actor = Actor()
        self._number = 0

    def _add(self, by):
        self._number += by

    def increment(self, by=1):
        self._actor.ask(self._add, by)

    def decrement(self, by=1):
        self._actor.ask(self._add, -by)

    @property
    def value(self):
        return self._actor.ask(lambda: self._number)


class Stats:
    def __init__(self):
        self._actor = Actor()
        self._state = (0, 0.0, -math.inf)

    def _take(self, x):
        count, total, maximum = self._state
        self._state = (count + 1, total + x, max(maximum, x))

    def _clear(self):
        came, self._state = self._state, (0, 0.0, -math.inf)
        return came

    def record(self, x):
        self._actor.ask(self._take, x)

    def snapshot(self):
        return self._actor.ask(lambda: self._state)

    def reset(self):
        return self._actor.ask(self._clear)


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
