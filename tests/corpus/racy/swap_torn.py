# pattern: torn pair
# make: p = Pair()
# thread: p.swap()
# thread: p.swap()
# then: p.both()
# holds: then == [(1, 2)]

class Pair:
    def __init__(self):
        self.left, self.right = 1, 2

    def swap(self):
        self.left, self.right = self.right, self.left  # <- fault

    def both(self):
        return self.left, self.right
