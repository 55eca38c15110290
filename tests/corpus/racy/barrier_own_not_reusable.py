# pattern: barrier misuse
# make: b = Barrier(2)
# thread: b.wait(); b.wait()
# thread: b.wait(); b.wait()

import threading


class Barrier:
    def __init__(self, parties):
        self.parties = parties
        self.waiting = 0
        self.condition = threading.Condition()

    def wait(self):
        with self.condition:
            self.waiting += 1
            if self.waiting == self.parties:
                self.condition.notify_all()
                self.waiting = 0  # <- fault
            else:
                while self.waiting < self.parties:
                    self.condition.wait()
