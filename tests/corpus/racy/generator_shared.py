# pattern: check then act
# make: n = Numbers()
# thread: n.next()
# thread: n.next()
# holds: sorted(x for [x] in threads) == [0, 1]

class Numbers:
    def __init__(self):
        self.current = 0
        self.last = None

    def next(self):
        self.last = self.current
        self.current = self.current + 1
        return self.last  # <- fault
