# pattern: missed signal
# make: s = Signal()
# thread: s.wait()
# thread: s.send()

import threading


class Signal:
    def __init__(self):
        self.condition = threading.Condition()

    def wait(self):
        with self.condition:
            self.condition.wait()  # <- fault

    def send(self):
        with self.condition:
            self.condition.notify()
