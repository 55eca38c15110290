# pattern: lost update, list item
# make: c = Counter()
# thread: c.hit()
# thread: c.hit()
# then: c.value()
# holds: then == [2]

class Counter:
    def __init__(self):
        self.hits = []

    def hit(self):
        self.hits.append(1)

    def value(self):
        return len(self.hits)
