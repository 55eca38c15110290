# pattern: lost wakeup
# make: g = Gate()
# thread: g.wait()
# thread: g.open()

import threading


class Gate:
    def __init__(self):
        self.ready = False
        self.condition = threading.Condition()

    def open(self):
        with self.condition:
            self.condition.notify_all()
        self.ready = True  # <- fault

    def wait(self):
        with self.condition:
            while not self.ready:
                self.condition.wait()
