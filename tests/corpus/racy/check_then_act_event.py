# pattern: check then act
# make: s = Starter()
# thread: s.start()
# thread: s.start()
# then: s.starts
# holds: then == [["go"]]

import threading


class Starter:
    def __init__(self):
        self.started = threading.Event()
        self.starts = []

    def start(self):
        if not self.started.is_set():
            self.started.set()  # <- fault
            self.starts.append("go")
