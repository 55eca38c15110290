# pattern: lost update, attribute
# make: c = Counter()
# thread: c.add(1)
# thread: c.add(2)
# thread: c.add(4)
# then: c.get()
# holds: then == [7]

class Counter:
    def __init__(self):
        self.total = 0

    def get(self):
        return self.total

    def add(self, amount):
        self.total = self.get() + amount  # <- fault
