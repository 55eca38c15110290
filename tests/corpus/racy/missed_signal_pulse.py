# pattern: missed signal
# make: s = Starter()
# thread: s.wait()
# thread: s.go()

import threading


class Starter:
    def __init__(self):
        self.event = threading.Event()

    def wait(self):
        self.event.wait()

    def go(self):
        self.event.set()
        self.event.clear()  # <- fault
