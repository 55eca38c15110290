# pattern: check then act
# make: s = Slots(1)
# thread: s.take("a")
# thread: s.take("b")
# then: s.used
# holds: len(then[0]) == 1

class Slots:
    def __init__(self, size):
        self.size = size
        self.used = []

    def take(self, who):
        if len(self.used) < self.size:
            self.used.append(who)  # <- fault
            return True
        return False
