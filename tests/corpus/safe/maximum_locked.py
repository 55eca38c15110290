# pattern: lost update, attribute
# make: m = Maximum()
# thread: m.offer(5)
# thread: m.offer(7)
# then: m.best
# holds: then == [7]

import threading


class Maximum:
    def __init__(self):
        self.best = 0
        self.lock = threading.Lock()

    def offer(self, value):
        with self.lock:
            if value > self.best:
                self.best = value
