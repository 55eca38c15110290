# pattern: leaked lock on exception
# make: c = Counter()
# thread: c.increment()
# thread: c.increment()
# then: c.value
# holds: then == [2]

import threading


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.value = 0

    def increment(self):
        self.lock.acquire()
        value = self.value
        self.lock.release()
        self.value = value + 1  # <- fault
