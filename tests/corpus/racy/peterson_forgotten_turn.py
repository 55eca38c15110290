# pattern: check then act
# make: m = Mutex()
# thread: m.enter(0)
# thread: m.enter(1)
# then: m.inside
# holds: then == [2]

class Mutex:
    def __init__(self):
        self.wants = [False, False]
        self.inside = 0

    def enter(self, who):
        while self.wants[1 - who]:
            pass
        self.wants[who] = True  # <- fault
        self.inside += 1
        self.wants[who] = False
