# pattern: barrier misuse
# make: b = Barrier(2)
# thread: b.wait(); b.wait()
# thread: b.wait(); b.wait()

import threading


class Barrier:
    def __init__(self, parties):
        self.parties = parties
        self.waiting = 0
        self.generation = 0
        self.condition = threading.Condition()

    def wait(self):
        with self.condition:
            mine = self.generation
            self.waiting += 1
            if self.waiting == self.parties:
                self.waiting = 0
                self.generation += 1
                self.condition.notify_all()
            while mine == self.generation:
                self.condition.wait()
