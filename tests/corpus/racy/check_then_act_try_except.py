# pattern: check then act
# make: c = Cache()
# thread: c.get(3)
# thread: c.get(3)
# then: c.computed
# holds: then == [1]

import threading


class Cache:
    def __init__(self):
        self.known = {}
        self.computed = 0
        self.lock = threading.Lock()

    def get(self, key):
        try:
            return self.known[key]
        except KeyError:
            with self.lock:
                self.computed += 1
                self.known[key] = key * key  # <- fault
            return key * key
