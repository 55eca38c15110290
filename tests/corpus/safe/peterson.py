# pattern: check then act
# make: m = Mutex()
# thread: m.enter(0)
# thread: m.enter(1)
# then: m.inside
# holds: then == [2]

class Mutex:
    def __init__(self):
        self.wants = [False, False]
        self.turn = 0
        self.inside = 0

    def enter(self, who):
        self.wants[who] = True
        self.turn = 1 - who
        while self.wants[1 - who] and self.turn != who:
            pass
        self.inside += 1
        self.wants[who] = False
