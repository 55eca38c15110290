# pattern: lost update, attribute
# make: c = Counter()
# thread: c.increment()
# thread: c.increment()
# thread: c.increment()
# then: c.value
# holds: then == [3]

from threading import RLock


class Counter:
    def __init__(self):
        self.guard = RLock()
        self.value = 0

    def increment(self):
        self.guard.acquire()
        try:
            value = self.value
            self.value = value + 1
        finally:
            self.guard.release()
