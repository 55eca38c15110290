# pattern: lost update, attribute
# make: c = Counter()
# thread: c.add(1)
# thread: c.add(2)
# then: c.value
# holds: then == [3]

import threading


class Counter:
    def __init__(self):
        self.cv = threading.Condition()
        self.value = 0

    def add(self, amount):
        with self.cv:
            self.value += amount
            self.cv.notify_all()
