# pattern: check then act
# make: i = Ids()
# thread: i.next()
# thread: i.next()
# holds: threads[0] != threads[1]

class Ids:
    def __init__(self):
        self.last = 0

    def next(self):
        self.last += 1  # <- fault
        return self.last
