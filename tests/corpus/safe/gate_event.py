# pattern: lost wakeup
# make: g = Gate()
# thread: g.wait()
# thread: g.wait()
# thread: g.open()
# holds: threads[0] == [5] and threads[1] == [5]

import threading


class Gate:
    def __init__(self):
        self.event = threading.Event()
        self.value = None

    def open(self):
        self.value = 5
        self.event.set()

    def wait(self):
        self.event.wait()
        return self.value
