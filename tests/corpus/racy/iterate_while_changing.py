# pattern: check then act
# make: r = Registry()
# thread: r.total()
# thread: r.add("c", 4)
# holds: threads[0][0] in (3, 7)

class Registry:
    def __init__(self):
        self.parts = {"a": 1, "b": 2}

    def add(self, name, size):
        self.parts[name] = size

    def total(self):
        found = 0
        for size in self.parts.values():  # <- fault
            found += size
        return found
