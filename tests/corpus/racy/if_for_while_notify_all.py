# pattern: if for while
# make: s = Slots()
# thread: s.take()
# thread: s.take()
# thread: s.give(1); s.give(1)
# then: s.free
# holds: then == [0]

import threading


class Slots:
    def __init__(self):
        self.free = 0
        self.changed = threading.Condition()
        self.taken = []

    def take(self):
        with self.changed:
            if self.free < 1:
                self.changed.wait()  # <- fault
            if self.free < 1:
                raise LookupError("no slot is free")
            self.free -= 1

    def give(self, count):
        with self.changed:
            self.free += count
            self.changed.notify_all()
