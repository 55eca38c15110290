# pattern: lost update, attribute
# make: c = Counter()
# thread: c.increment()
# thread: c.increment()
# then: c.value
# holds: then == [2]

import threading


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()

    def increment(self):
        new = self.value + 1  # <- fault
        with self.lock:
            self.value = new
