# pattern: sleep as synchronisation
# make: c = Counter()
# thread: c.increment(0.1)
# thread: c.increment(0.9)
# then: c.value
# holds: then == [2]

import time


class Counter:
    def __init__(self):
        self.value = 0

    def increment(self, delay):
        time.sleep(delay)
        self.value += 1  # <- fault
