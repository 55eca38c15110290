# pattern: lost update, attribute
# make: c = Context()
# thread: c.handle("a")
# thread: c.handle("b")
# holds: threads == [["a"], ["b"]]

class Context:
    def __init__(self):
        self.user = None

    def handle(self, user):
        self.user = user  # <- fault
        return self.render()

    def render(self):
        return self.user
