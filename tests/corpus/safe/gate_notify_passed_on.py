# pattern: notify for notify_all
# make: g = Gate()
# thread: g.wait()
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
            self.condition.notify()

    def wait(self):
        with self.condition:
            self.condition.wait_for(lambda: self.ready)
            self.condition.notify()
