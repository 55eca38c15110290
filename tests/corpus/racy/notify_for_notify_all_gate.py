# pattern: notify for notify_all
# make: g = Gate()
# thread: g.wait()
# thread: g.wait()
# thread: g.open()

import threading


class Gate:
    def __init__(self):
        self.condition = threading.Condition()
        self.is_open = False

    def open(self):
        with self.condition:
            self.is_open = True
            self.condition.notify()  # <- fault

    def wait(self):
        with self.condition:
            self.condition.wait_for(lambda: self.is_open)
