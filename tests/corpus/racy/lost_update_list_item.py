# pattern: lost update, list item
# make: h = Histogram(3)
# thread: h.add(1); h.add(2)
# thread: h.add(1)
# then: h.bins
# holds: then == [[0, 2, 1]]

class Histogram:
    def __init__(self, size):
        self.bins = [0] * size

    def add(self, index):
        self.bins[index] += 1  # <- fault
