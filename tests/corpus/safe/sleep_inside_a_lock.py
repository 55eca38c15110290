# pattern: sleep as synchronisation
# make: c = Counter()
# thread: c.increment(0.1)
# thread: c.increment(0.2)
# then: c.value
# holds: then == [2]

import threading
import time


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()

    def increment(self, delay):
        with self.lock:
            value = self.value
            time.sleep(delay)
            self.value = value + 1
