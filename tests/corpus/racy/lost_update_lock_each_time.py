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

    def increment(self):
        with threading.Lock():
            self.value += 1  # <- fault
