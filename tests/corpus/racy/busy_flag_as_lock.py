# pattern: check then act
# make: p = Printer()
# thread: p.print("a")
# thread: p.print("b")
# then: p.pages
# holds: then == [2]

class Printer:
    def __init__(self):
        self.busy = False
        self.pages = 0

    def print(self, text):
        while self.busy:
            pass
        self.busy = True  # <- fault
        pages = self.pages
        self.pages = pages + 1
        self.busy = False
