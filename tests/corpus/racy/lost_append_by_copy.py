# pattern: lost update, attribute
# make: g = Log()
# thread: g.add("a")
# thread: g.add("b")
# then: g.size()
# holds: then == [2]

class Log:
    def __init__(self):
        self.lines = []

    def add(self, line):
        self.lines = self.lines + [line]  # <- fault

    def size(self):
        return len(self.lines)
