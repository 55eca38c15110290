# pattern: check then act
# make: r = Room()
# thread: r.leave("a")
# thread: r.leave("a")

class Room:
    def __init__(self):
        self.people = {"a"}

    def leave(self, who):
        if who in self.people:
            self.people.remove(who)  # <- fault
