# pattern: torn pair
# make: s = Stats()
# thread: s.add(10); s.add(20)
# thread: s.mean()
# holds: threads[1][0] in (0, 10, 15)

class Stats:
    def __init__(self):
        self.data = {"sum": 0, "count": 0}

    def add(self, value):
        self.data["sum"] += value
        self.data["count"] += 1  # <- fault

    def mean(self):
        return self.data["sum"] / self.data["count"] if self.data["count"] else 0
