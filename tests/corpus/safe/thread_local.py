# pattern: lost update, attribute
# make: c = Context()
# thread: c.handle("a")
# thread: c.handle("b")
# holds: threads == [["a"], ["b"]]

import threading


class Context:
    def __init__(self):
        self.local = threading.local()

    def handle(self, user):
        self.local.user = user
        return self.render()

    def render(self):
        return self.local.user
