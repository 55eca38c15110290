# pattern: lost update, attribute
# make: m = Maximum()
# thread: m.offer(5)
# thread: m.offer(7)
# then: m.best
# holds: then == [7]

class Maximum:
    def __init__(self):
        self.best = 0

    def offer(self, value):
        if value > self.best:
            self.best = value  # <- fault
