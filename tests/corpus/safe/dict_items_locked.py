# pattern: lost update, dict item
# make: w = Words()
# thread: w.add("a")
# thread: w.add("a")
# then: w.snapshot()
# holds: then == [{"a": 2}]

import threading
from collections import Counter


class Words:
    def __init__(self):
        self.counts = Counter()
        self.lock = threading.Lock()

    def add(self, word):
        with self.lock:
            self.counts[word] += 1

    def snapshot(self):
        with self.lock:
            return dict(self.counts)
