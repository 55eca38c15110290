# pattern: lost update, attribute
# make: c = Counter()
# thread: c.increment()
# thread: c.decrement()
# then: c.value
# holds: then == [0]

import threading


class Counter:
    def __init__(self):
        self.value = 0
        self.up, self.down = threading.Lock(), threading.Lock()

    def increment(self):
        with self.up:
            self.value += 1

    def decrement(self):
        with self.down:
            self.value -= 1  # <- fault
