# pattern: check then act
# make: g = Groups()
# thread: g.add("k", 1)
# thread: g.add("k", 2)
# then: g.groups
# holds: sorted(then[0]["k"]) == [1, 2]

class Groups:
    def __init__(self):
        self.groups = {}

    def add(self, key, item):
        self.groups.setdefault(key, []).append(item)
