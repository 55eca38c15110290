# pattern: lost update, attribute
# make: c = Counter()
# thread: c.increment()
# thread: c.increment()
# model: Counter

class Counter:
    def __init__(self):
        self._value = 0

    def increment(self):
        old = self._value
        new = old + 1
        self._value = new  # <- fault
        return new
