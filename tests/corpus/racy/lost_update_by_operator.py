# pattern: lost update, dict item
# make: c = Counter()
# thread: c.increment()
# thread: c.increment()
# then: c.value()
# holds: then == [2]

import operator


class Counter:
    def __init__(self):
        self.counts = {"value": 0}

    def increment(self):
        operator.setitem(self.counts, "value", operator.getitem(self.counts, "value") + 1)  # <- fault

    def value(self):
        return self.counts["value"]
