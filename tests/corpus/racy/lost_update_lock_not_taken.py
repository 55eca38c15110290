# pattern: lost update, attribute
# make: c = Counter()
# thread: c.increment()
# thread: c.increment()
# then: c.value
# holds: then == [2]

from threading import Lock


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = Lock()

    def increment(self):
        taken = self.lock.acquire(blocking=False)
        self.value += 1  # <- fault
        if taken:
            self.lock.release()
