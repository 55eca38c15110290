# pattern: torn pair
# make: p = Point()
# thread: p.move(1)
# thread: p.read()
# holds: threads[1][0] in ((0, 0), (1, 1))

class Point:
    def __init__(self):
        self.place = (0, 0)

    def move(self, by):
        x, y = self.place
        self.place = (x + by, y + by)

    def read(self):
        x, y = self.place
        return x, y
