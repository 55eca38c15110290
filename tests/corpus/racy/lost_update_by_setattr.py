# pattern: lost update, attribute
# make: c = Counter()
# thread: c.increment()
# thread: c.increment()
# then: c.value
# holds: then == [2]


class Counter:
    def __init__(self):
        self.value = 0

    def increment(self):
        object.__setattr__(self, "value", object.__getattribute__(self, "value") + 1)  # <- fault
