# pattern: lost update, attribute
# make: c = Counter()
# thread: c.increment()
# thread: c.increment()
# model: Counter

import threading


class Counter:
    def __init__(self):
        self._lock = threading.Lock()
        self._value = 0

    def increment(self):
        with self._lock:
            self._value += 1
            return self._value
