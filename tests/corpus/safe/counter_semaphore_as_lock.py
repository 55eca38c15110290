# pattern: semaphore over-release
# make: c = Counter()
# thread: c.add(1)
# thread: c.add(2)
# then: c.value
# holds: then == [3]

import threading


class Counter:
    def __init__(self):
        self.one = threading.Semaphore(1)
        self.value = 0

    def add(self, amount):
        with self.one:
            self.value += amount
