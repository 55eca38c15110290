# pattern: torn pair
# make: p = Pair()
# thread: p.set(1)
# thread: p.both()
# holds: threads[1][0] in ((0, 0), (1, 1))

import threading


class Pair:
    def __init__(self):
        self.lock = threading.Lock()
        self.a = self.b = 0

    def set(self, value):
        with self.lock:
            self.a = value
            self.b = value

    def _get(self, name):
        with self.lock:
            return getattr(self, name)

    def both(self):
        return self._get("a"), self._get("b")  # <- fault
