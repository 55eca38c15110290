# pattern: check then act
# make: c = Cache()
# thread: c.get(3)
# thread: c.get(3)
# then: c.computed
# holds: then == [1] and threads == [[9], [9]]

import threading


class Cache:
    def __init__(self):
        self.known = {}
        self.computed = 0
        self.lock = threading.Lock()

    def get(self, key):
        with self.lock:
            if key not in self.known:
                self.computed += 1
                self.known[key] = key * key
            return self.known[key]
