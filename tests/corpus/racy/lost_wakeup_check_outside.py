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
            self.ready = True
            self.condition.notify_all()

    def wait(self):
        if not self.ready:
            with self.condition:
                self.condition.wait()  # <- fault
