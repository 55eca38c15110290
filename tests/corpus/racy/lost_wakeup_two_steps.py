# pattern: lost wakeup
# make: l = Latch(2)
# thread: l.count_down()
# thread: l.count_down()
# thread: l.wait()

import threading


class Latch:
    def __init__(self, count):
        self.count = count
        self.condition = threading.Condition()

    def count_down(self):
        with self.condition:
            self.count -= 1
            if self.count == 0:
                self.condition.notify_all()

    def wait(self):
        with self.condition:
            waiting = self.count > 0
        with self.condition:
            if waiting:
                self.condition.wait()  # <- fault
