# pattern: check then act
# make: o = Once()
# thread: o.run()
# thread: o.run()
# then: o.runs
# holds: then == [1]

import threading


class Once:
    def __init__(self):
        self.first = threading.Lock()
        self.runs = 0

    def run(self):
        if self.first.acquire(blocking=False):
            self.runs += 1
