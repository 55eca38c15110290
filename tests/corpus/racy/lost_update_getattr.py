# pattern: lost update, attribute
# make: b = Box()
# thread: b.bump("n")
# thread: b.bump("n")
# then: b.n
# holds: then == [2]

class Box:
    n = 0

    def bump(self, name):
        setattr(self, name, getattr(self, name) + 1)  # <- fault
