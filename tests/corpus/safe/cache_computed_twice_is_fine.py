# pattern: check then act
# make: c = Cache()
# thread: c.get(3)
# thread: c.get(3)
# holds: threads == [[9], [9]]

class Cache:
    def __init__(self):
        self.known = {}

    def get(self, key):
        if key in self.known:
            return self.known[key]
        self.known[key] = key * key
        return key * key
