# pattern: torn pair
# make: s = Span()
# thread: s.set(5, 6)
# thread: s.get()
# holds: threads[1][0] in ([0, 1], [5, 6])

class Span:
    def __init__(self):
        self.ends = [0, 1]

    def set(self, low, high):
        self.ends[0] = low  # <- fault
        self.ends[1] = high

    def get(self):
        return [self.ends[0], self.ends[1]]
